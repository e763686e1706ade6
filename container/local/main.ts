/**
 * The local engine: a program that runs sandboxes as jails on this host and serves docs/protocol.md
 * section 2 on 127.0.0.1. Configured by the environment (configuration.ts). Prints one JSON line
 * `{"port": N}` on stdout when it is ready; its log goes to stderr. SIGTERM and SIGINT end it, not its jails.
 */
import { stop } from "esbuild";
import { buildAgent } from "../agent/build.ts";
import { readConfiguration } from "./configuration.ts";
import { type RunningEngine, runEngine } from "./engine-program.ts";
import { closeInheritedDescriptors } from "./inherited-descriptors.ts";

closeInheritedDescriptors();

const read = readConfiguration(process.env);
if ("problems" in read) {
  for (const problem of read.problems) process.stderr.write(`engine: ${problem}\n`);
  process.exit(78); // EX_CONFIG
}

const log = (line: string): void => void process.stderr.write(`engine: ${line}\n`);
let engine: RunningEngine | undefined;
let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  // Still starting: as safe as being killed there, and the next engine must not meet us on its way.
  if (engine === undefined) process.exit(0);
  void engine.close().finally(() => process.exit(0));
}

process.on("SIGTERM", end);
process.on("SIGINT", end);
if (read.configuration.exitWithParent) {
  process.stdin.on("close", end).on("end", end).on("error", end).resume();
}

engine = await runEngine(read.configuration, { buildAgent, log });
// The bundler's helper process has done its work; it would stay for as long as we do.
await stop();
process.stdout.write(`${JSON.stringify({ port: engine.port })}\n`);
