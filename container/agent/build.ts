/** Bundles the agent into one file that runs on Node 24 with nothing but the native PTY module beside it. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Writes the bundle to `outFile` (an .mjs). Where its native module must be: main.ts. */
export async function buildAgent(outFile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    outfile: outFile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    legalComments: "none",
    // ws asks for these natively compiled helpers and does without them.
    external: ["bufferutil", "utf-8-validate"],
    // ws is CommonJS and requires Node's own modules.
    // A long name: the minifier, which does not read this line, makes short ones.
    banner: {
      js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
    },
    logLevel: "warning",
  });
}
