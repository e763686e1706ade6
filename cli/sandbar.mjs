#!/usr/bin/env node
// Runs on whatever Node the host has, and starts the command line on the one that the packages bring.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const node = join(folder, "..", "node_modules", ".bin", "node");

if (!existsSync(node)) {
  console.error(
    "The packages of Sandbar are not installed yet: run `npm install` (or `npm start`) in its folder once.",
  );
  process.exitCode = 1;
} else if (Number(process.versions.node.split(".")[0]) >= 24) {
  await import("./main.ts");
} else {
  const child = spawn(node, [join(folder, "main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal signals both of us; what others send is passed on.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
  child.on("error", (error) => {
    console.error(`${node} can't be run: ${error.message}`);
    process.exitCode = 2;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
