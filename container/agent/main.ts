/**
 * The agent: the small program inside every sandbox. HTTP and WebSocket as in docs/protocol.md section 3.
 *
 * Built by build.ts into one file, `agent.mjs`. Started as
 *
 *     node --max-old-space-size=128 --max-semi-space-size=1 agent.mjs [--port N | --socket PATH]
 *
 * It listens on, first match: `--port N` (127.0.0.1; all addresses when SANDBAR_AGENT_HOST says so), `--socket PATH`,
 * or the descriptor that SANDBAR_AGENT_FD names (3 by default): a unix socket that listens already, made by the
 * engine outside of the jail. Once it listens it writes `listening` and a newline to its standard output; errors
 * go to its standard error. It has no other output.
 *
 * Environment:
 * - SANDBAR_GENERATION   required, a whole number: requests for any other are refused
 * - SANDBAR_WORKSPACE    default /workspace; must exist and be writable
 * - HOME                 default /home/sandbox; must be writable
 * - SANDBAR_RUN_DIR      the agent's own folder, default $HOME/.sandbar; emptied of leftovers at start
 * - SANDBAR_AGENT_FD, SANDBAR_AGENT_HOST   see above
 * - SANDBAR_ALONE        `1`: all that runs as this user, where the agent can see it, is the sandbox's: a freeze stops it.
 *   Without it a freeze stops what descends from the agent
 * - SANDBAR_OWN_PORTS    TCP ports of the platform, comma separated: neither listed nor proxied
 * - SHELL                login shell of terminals, default /bin/bash, else /bin/sh
 * - everything else (PATH, LANG, proxy variables) is what commands get, without SANDBAR_*
 *
 * No secret belongs here: every command can read it. Secrets come per command, in an exec's `env`.
 *
 * Beside agent.mjs, in `node_modules` of its folder (or of one above): `@lydell/node-pty-<platform>-<arch>`, of
 * which only `pty.node` is used. From the system: sh, setsid, stty, mkfifo, and git where there is one.
 *
 * `agent.mjs --complete SOCKET CODE` is the inside of the `sandbox-complete` command (completion.ts).
 */
import { mkdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Agent } from "./agent.ts";
import { reportCompletion } from "./completion.ts";
import { settleInterruptedRestore } from "./restore.ts";
import { createAgentServer } from "./server.ts";
import { readSettings } from "./settings.ts";

const { values, positionals } = parseArgs({
  options: { port: { type: "string" }, socket: { type: "string" }, complete: { type: "boolean" } },
  allowPositionals: true,
});

if (values.complete) {
  const [path = "", code = "0"] = positionals;
  process.exitCode = await reportCompletion(path, code);
} else await serve();

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  rmSync(join(settings.runDirectory, "fifos"), { recursive: true, force: true });
  mkdirSync(settings.runDirectory, { recursive: true, mode: 0o700 });
  await settleInterruptedRestore(settings.workspace);
  const listened = values.port === undefined ? [] : [values.port];
  const own = [...listened, ...(process.env.SANDBAR_OWN_PORTS ?? "").split(",")].filter(Boolean).map(Number);
  const agent = new Agent(settings, new Set(own));
  const server = createAgentServer(agent);
  server.on("error", (error) => {
    console.error("The agent can't listen:", error.message);
    process.exit(1);
  });
  server.listen(address(), () => {
    writeSync(1, "listening\n");
    void agent.pipes.prepare();
    agent.completions.listen(settings);
  });
  // A terminal that closes or an engine that restarts must not end the sandbox.
  process.on("SIGHUP", () => undefined);
}

function address() {
  if (values.port !== undefined) {
    return { port: Number(values.port), host: process.env.SANDBAR_AGENT_HOST || "127.0.0.1" };
  }
  if (values.socket !== undefined) return { path: values.socket };
  return { fd: Number(process.env.SANDBAR_AGENT_FD ?? "3") };
}
