// Programs that come from the system's package manager: installed where that is ours to do, named where not.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

let listsUpdated = false;

/**
 * `required`: answers a sentence when the program can't be had; otherwise says on stderr what is missing and
 * goes on (the engine refuses to launch without bubblewrap, and never runs anything unjailed).
 */
export function provideProgram({ program, debian, need }, required) {
  if (onPath(program)) return undefined;
  const byHand = `sudo apt-get update && sudo apt-get install -y ${debian}`;
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    return missing(`${program} is missing ${need}. Install it with: ${byHand}`, required);
  }
  console.error(`Installing ${debian} ${need} (apt-get)…`);
  const failed = aptInstall(debian);
  return failed
    ? missing(`${debian} could not be installed ${need} (${failed}). Try: ${byHand}`, required)
    : undefined;
}

function missing(sentence, required) {
  if (required) return sentence;
  console.error(sentence);
  return undefined;
}

function aptInstall(name) {
  if (!listsUpdated) {
    // Old lists still do when a mirror is away; the installation tells.
    aptGet(["-qq", "update"]);
    listsUpdated = true;
  }
  return aptGet(["-qq", "install", "-y", "--no-install-recommends", name]);
}

function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync("apt-get", args, { env, stdio: ["ignore", 2, 2] });
  if (done.error) return done.error.message;
  return done.status === 0 ? undefined : `exit code ${done.status}`;
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
