/** `npm run check`: types, lint, format, import directions and generated types, side by side. */
import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const programs = join(root, "node_modules", ".bin");

// The types of routes are generated from the route table; everything that reads types waits for them.
const generated = await run("react-router typegen", ["react-router", "typegen"]);
const results = await Promise.all([
  run("biome", ["biome", "check", "--error-on-warnings", "."]),
  run("tsc (app, workers)", ["tsc", "-p", "tsconfig.json"]),
  run("tsc (container, scripts, tests)", ["tsc", "-p", "tsconfig.node.json"]),
  run("wrangler types are fresh", ["wrangler", "types", "--check"]),
  run("import directions", ["node", "scripts/check-imports.ts"]),
]);
if (!generated || results.includes(false)) process.exit(1);

/** Runs one program of node_modules/.bin; its output is shown only when it fails. */
async function run(title: string, [program = "", ...args]: readonly string[]): Promise<boolean> {
  const child = spawn(join(programs, program), args, {
    cwd: root,
    env: { ...process.env, PATH: `${programs}:${process.env.PATH ?? ""}`, WRANGLER_SEND_METRICS: "false" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${title}`);
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code === 0;
}
