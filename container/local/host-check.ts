/** Whether jails can be made here at all, found by making one; and if not, the command that changes that. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Refusal } from "../../workers/domain/refusal.ts";

const PROBE = [
  ...[
    "--unshare-user",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--disable-userns",
  ],
  ...["--cap-drop", "ALL", "--new-session", "--clearenv", "--ro-bind", "/", "/", "--proc", "/proc"],
  ...["--dev", "/dev", "--size", "4096", "--tmpfs", "/tmp", "--", "/bin/true"],
];

/** An unprivileged uid for the probe when we are root: the same road that jails take. */
const NOBODY = 65_534;

const BWRAP = ["/usr/bin/bwrap", "/bin/bwrap"];

/** Undefined when a jail could be made. `candidates`: where bubblewrap may be. */
export async function findProblem(candidates: readonly string[] = BWRAP): Promise<Refusal | undefined> {
  const bwrap = candidates.find((path) => existsSync(path));
  if (bwrap === undefined) {
    return problem("bubblewrap is not installed", "apt-get install -y bubblewrap");
  }
  const missing = ["/usr/bin/setpriv", "/usr/bin/unshare", "/usr/bin/prlimit"].find(
    (path) => !existsSync(path),
  );
  if (missing !== undefined) return problem(`${missing} is missing`, "apt-get install -y util-linux");
  const failure = await probe(bwrap);
  if (failure === undefined) return undefined;
  if (/Unknown option/.test(failure)) {
    return problem("bubblewrap is older than 0.8", "apt-get install -y bubblewrap");
  }
  const command = switchedOff();
  if (command !== undefined) return problem("user namespaces are switched off on this host", command);
  return {
    reason_code: "engine_unavailable",
    message: `A jail can't be made on this host: ${failure}`,
    retryable: false,
    next_step:
      "Run Sandbar on a host, or in a container, that allows user namespaces (docker run --privileged).",
  };
}

function probe(bwrap: string): Promise<string | undefined> {
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return new Promise((resolve) => {
    execFile(bwrap, PROBE, { env: {}, cwd: "/", timeout: 10_000, ...identity }, (error, _stdout, stderr) => {
      resolve(error === null ? undefined : (stderr.trim().split("\n")[0] ?? "") || error.message);
    });
  });
}

/** The usual switches of distributions: off when the file has this value. */
const SWITCHES: readonly [file: string, off: string, on: string][] = [
  ["kernel/unprivileged_userns_clone", "0", "1"],
  ["user/max_user_namespaces", "0", "15000"],
  ["kernel/apparmor_restrict_unprivileged_userns", "1", "0"],
];

/** The command that turns on what is switched off, or undefined. `root`: the folder of kernel settings. */
export function switchedOff(root = "/proc/sys"): string | undefined {
  for (const [file, off, on] of SWITCHES) {
    const path = join(root, file);
    if (!existsSync(path) || readFileSync(path, "utf8").trim() !== off) continue;
    return `sysctl -w ${file.replace("/", ".")}=${on}`;
  }
  return undefined;
}

function problem(what: string, command: string): Refusal {
  const asRoot = process.getuid?.() === 0 ? command : `sudo ${command}`;
  return {
    reason_code: "engine_unavailable",
    message: `Sandboxes can't be started: ${what}.`,
    retryable: false,
    next_step: asRoot,
  };
}
