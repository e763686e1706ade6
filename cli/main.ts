/** `sandbar`: the command line on the HTTP API; cli/sandbar.mjs starts it on the Node it needs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "./failure.ts";
import { run } from "./run.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

// Whoever reads our output may stop: `sandbar list | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}
process.exitCode = await run(process.argv.slice(2), process, version).catch((error: unknown) => {
  // A bug: nothing that was expected is thrown.
  console.error(error);
  return EXIT.system;
});
