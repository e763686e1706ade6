import { spawn } from "node:child_process";
import { once } from "node:events";
import { RECORD } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import { newCommand, type Perform } from "../command.ts";
import { broken, done, EXIT, type Outcome } from "../failure.ts";
import { type Environment, readOrigin } from "../login-file.ts";

export function openCommand(perform: Perform) {
  return newCommand("open", "Print the address of a sandbox's page", {
    example: "open fix-login --browser",
  })
    .argument("<name>", "the sandbox")
    .option("--browser", "open it in the browser too")
    .action((name, options) =>
      perform(options, async ({ api, output, env }) => {
        const record = await api.get(RECORD, sandboxPath(name));
        if (!record.ok) return record;
        output.body(record.value);
        output.say(record.value.web_url);
        return options.browser ? browse(record.value.web_url, env) : done(EXIT.done);
      }),
    );
}

/** What opens a browser is started without the token. */
async function browse(url: string, { SANDBAR_TOKEN: _, ...env }: Environment): Promise<Outcome<number>> {
  const checked = readOrigin(url);
  if (!checked.ok) return checked;
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(opener, [url], { env, stdio: "ignore", detached: true });
  const started = await Promise.race([
    once(child, "spawn").then(() => true),
    once(child, "error").then(() => false),
  ]).catch(() => false);
  child.unref();
  if (started) return done(EXIT.done);
  return broken({
    error: `${opener} can't be run here.`,
    reason_code: "no_browser",
    next_step: "Open the address that was printed yourself.",
  });
}
