/**
 * The engine's program as main.ts runs it, except that the egress rules permit the targets of a test:
 * argv[2] is a JSON object of host names and the addresses that they lead to.
 */
import { buildAgent } from "../../agent/build.ts";
import { readConfiguration } from "../configuration.ts";
import { PUBLIC_INTERNET } from "../egress-policy.ts";
import { runEngine } from "../engine-program.ts";
import { closeInheritedDescriptors } from "../inherited-descriptors.ts";

closeInheritedDescriptors();
const controls = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
const read = readConfiguration(process.env);
if ("problems" in read) throw new Error(read.problems.join("\n"));
const engine = await runEngine(read.configuration, {
  buildAgent,
  log: (line) => void process.stderr.write(`engine: ${line}\n`),
  egressRules: {
    resolve: (host) =>
      controls[host] === undefined ? PUBLIC_INTERNET.resolve(host) : Promise.resolve([controls[host]]),
    isAllowedAddress: (address) =>
      Object.values(controls).includes(address) || PUBLIC_INTERNET.isAllowedAddress(address),
  },
});
process.stdout.write(`${JSON.stringify({ port: engine.port })}\n`);
