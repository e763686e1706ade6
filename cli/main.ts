/** `sandbar`: the command line on the HTTP API; cli/sandbar.mjs starts it on the Node it needs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { broken, EXIT } from "./failure.ts";
import { Output } from "./output.ts";
import { run, wantsJson } from "./run.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

// Whoever reads our output may stop: `sandbar list | head`. Where it can't be written for another reason, it is not done.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit();
    if (stream === process.stdout)
      new Output(wantsJson(process.argv.slice(2)), process).fail(unwritable(message));
    process.exit(EXIT.system);
  });
}
process.exitCode = await run(process.argv.slice(2), process, version).catch((error: unknown) => {
  // A bug: nothing that was expected is thrown.
  console.error(error);
  return EXIT.system;
});

function unwritable(why: string) {
  return broken({
    error: `Standard output can't be written: ${why}.`,
    reason_code: "output_unwritable",
    next_step: "Make room there, or send the output elsewhere.",
  }).failure;
}
