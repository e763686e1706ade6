/** Bundles the agent into one file that runs on Node 24 with nothing but the native PTY module beside it. */
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { type BuildOptions, build } from "esbuild";

const COMMON = {
  bundle: true,
  platform: "node",
  target: "node24",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Writes the bundle to `outFile` (an .mjs). Where its native module must be: main.ts. */
export async function buildAgent(outFile: string): Promise<void> {
  // The best quality would take every start of an engine 0.4 s longer, for 4 KB less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const thread = brotliCompressSync(await buildScreenThread(), { params }).toString("base64");
  await build({
    ...COMMON,
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    outfile: outFile,
    format: "esm",
    // ws asks for these natively compiled helpers and does without them.
    external: ["bufferutil", "utf-8-validate"],
    // ws is CommonJS and requires Node's own modules.
    // A long name: the minifier, which does not read this line, makes short ones.
    banner: {
      js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
    },
    // Most agents never need it: as code it would cost each of them more than a megabyte.
    define: { SCREEN_THREAD: JSON.stringify(thread) },
  });
}

/** The program of the thread that keeps the terminals' screens: a CommonJS script. */
export async function buildScreenThread(): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [fileURLToPath(new URL("screen/thread.ts", import.meta.url))],
    format: "cjs",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
