import { createReadStream, existsSync, statSync } from "node:fs";
import { posix } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { DIRECTORY, FILE_WRITTEN } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { FileEntry } from "../bodies.ts";
import { newCommand, type Perform, type Session } from "../command.ts";
import { outputPath, written } from "../download.ts";
import { broken, done, EXIT, type Failure, type Outcome, refused } from "../failure.ts";
import { ago, size } from "../text/quantities.ts";
import { oneLine, table } from "../text/table.ts";

/** Where relative paths begin, in every sandbox. */
const WORKSPACE = "/workspace";

export function filesCommand(perform: Perform, stdin: NodeJS.ReadStream) {
  return new Command("files")
    .description("Files of a running sandbox: list, get and put")
    .addHelpText("after", "\nExample:\n  $ sandbar files list fix-login src")
    .addCommand(listCommand(perform) as unknown as Command)
    .addCommand(getCommand(perform) as unknown as Command)
    .addCommand(putCommand(perform, stdin) as unknown as Command);
}

function listCommand(perform: Perform) {
  return newCommand("list", "A folder's entries", { example: "files list fix-login src" })
    .argument("<name>", "the sandbox")
    .argument("[path]", "the folder: the workspace unless given")
    .action((name, path, options) =>
      perform(options, async ({ api, output }) => {
        const folder = await api.get(DIRECTORY, `${sandboxPath(name)}/files`, { path });
        if (!folder.ok) return folder;
        output.body(folder.value);
        if (folder.value.entries.length === 0) output.say("It is empty.");
        else output.say(listed(folder.value.entries));
        return done(EXIT.done);
      }),
    );
}

function listed(entries: readonly FileEntry[]): string {
  const now = Date.now();
  const rows = entries.map(({ name, type, mode, size_bytes, modified_at, target }) => [
    (mode & 0o7777).toString(8).padStart(4, "0"),
    type === "file" ? size(size_bytes) : type,
    ago(modified_at, now),
    target === undefined ? name : `${name} -> ${target}`,
  ]);
  return table(["MODE", "SIZE", "CHANGED", "NAME"], rows);
}

function getCommand(perform: Perform) {
  return newCommand("get", "Bring a file here", {
    example: "files get fix-login coverage/index.html --output index.html",
    json: "where it was put, and how large it is; not with --output -",
  })
    .argument("<name>", "the sandbox")
    .argument("<path>", "the file there")
    .option("--output <file>", "where to put it: `-` for stdout, its own name unless given")
    .option("--force", "replace an existing file")
    .action((name, path, options) =>
      perform(options, async (session) => {
        const { output } = session;
        if (options.output === "-" && output.json) return ONE_STDOUT;
        const target = outputPath(options.output, posix.basename(path), options.force ?? false);
        if (!target.ok) return target;
        let size_bytes = 0;
        const failure = await written(session, target.value, (put) =>
          bring(session, filePath(name, path), async (data) => {
            await put(data);
            size_bytes += data.byteLength;
          }),
        );
        if (failure) return { ok: false, failure };
        output.body({ output: target.value, size_bytes });
        if (target.value !== "-") output.say(`${target.value}  ${size(size_bytes)}`);
        return done(EXIT.done);
      }),
    );
}

/** Not taken up where it broke: the file may be another one by then. */
async function bring(
  { api }: Session,
  path: string,
  put: (data: Uint8Array) => Promise<void>,
): Promise<Failure | undefined> {
  const answer = await api.open("GET", path, { headers: { accept: "*/*" } });
  if (!answer.ok) return answer.failure;
  const reader = answer.value.body!.getReader();
  for (;;) {
    const step = await reader.read().catch(() => null);
    if (!step) return CUT;
    if (step.done) return undefined;
    await put(step.value as Uint8Array);
  }
}

function putCommand(perform: Perform, stdin: NodeJS.ReadStream) {
  return newCommand("put", "Write a file there, at once, with its parent folders", {
    example: "files put fix-login src/config.json ./config.json",
  })
    .argument("<name>", "the sandbox")
    .argument("<path>", "the file there; an existing one is replaced")
    .argument("<file>", "the file here: `-` for standard input")
    .option("--mode <octal>", "its permissions, e.g. 755")
    .action((name, path, file, options) =>
      perform(options, async ({ api, output }) => {
        const bytes = file === "-" ? done<AsyncIterable<Uint8Array>>(stdin) : opened(file);
        if (!bytes.ok) return bytes;
        const query = options.mode ? `?${new URLSearchParams({ mode: options.mode })}` : "";
        const put = await api.put(FILE_WRITTEN, filePath(name, path) + query, bytes.value);
        if (!put.ok) return put;
        output.body(put.value);
        const { created, size_bytes } = put.value;
        output.say(`${oneLine(path)}  ${size(size_bytes)}  ${created ? "new" : "replaced"}`);
        return done(EXIT.done);
      }),
    );
}

function opened(file: string): Outcome<AsyncIterable<Uint8Array>> {
  if (existsSync(file) && statSync(file).isFile()) return done(createReadStream(file));
  return refused({
    error: `There is no file ${file} here.`,
    reason_code: "file_unreadable",
    next_step: "Name an existing file, or `-` for standard input.",
    field: "file",
  });
}

/** Of a file in the API. Dots are resolved here: an address would take them for its own. */
function filePath(name: string, path: string): string {
  const relative = posix.normalize(path);
  const inside = relative.startsWith("..") ? posix.resolve(WORKSPACE, path) : relative;
  return `${sandboxPath(name)}/files/${inside.split("/").map(encodeURIComponent).join("/")}`;
}

const ONE_STDOUT = refused({
  error: "The file's bytes and what is said of them can't both go to stdout.",
  reason_code: "invalid_arguments",
  next_step: "Give --output a file, or leave out --json.",
  field: "output",
});

const CUT = broken({
  error: "The connection broke before the whole file was here.",
  reason_code: "download_interrupted",
  next_step: "Try again.",
}).failure;
