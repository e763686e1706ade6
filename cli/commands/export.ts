import { Option } from "@commander-js/extra-typings";
import { EXPORT, EXPORT_STARTED } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { ExportBody } from "../bodies.ts";
import { newCommand, type Perform, type Session } from "../command.ts";
import { download, outputPath } from "../download.ts";
import { done, EXIT, type Outcome, refused } from "../failure.ts";
import { ended } from "../operations.ts";
import { size } from "../text/quantities.ts";
import { oneLine } from "../text/table.ts";

const KINDS = ["archive", "patch", "branch"] as const;
const EXTENSIONS = { archive: "tar.gz", patch: "patch" } as const;
const SOURCES = ["checkpoint", "live"] as const;

export function exportCommand(perform: Perform) {
  return newCommand("export", "Take the work home as an archive, a patch, or a branch in the repository", {
    example: "export fix-login --kind patch --source live --output fix-login.patch",
    json: "the export's record, once its bytes are here; not with --output -",
    more:
      "The bytes are checked by their SHA-256 before the file gets its name; an existing file is left alone.\n" +
      "For a branch of an https repository --username signs in with the access token in SANDBAR_PUSH_TOKEN.",
  })
    .argument("<name>", "the sandbox")
    .addOption(new Option("--kind <kind>", "as what").choices(KINDS).makeOptionMandatory())
    .addOption(new Option("--source <source>", "the last verified save, or as it is now").choices(SOURCES))
    .option("--branch <branch>", "name of the branch: sandbar/NAME unless given")
    .option("--username <name>", "user name for the push")
    .option("--output <file>", "where to put the bytes: `-` for stdout, the export's own name unless given")
    .option("--force", "replace an existing file")
    .action((name, options) =>
      perform(options, async (session) => {
        const { kind, source, branch, username, output: file, force = false } = options;
        if (file === "-" && session.output.json) return ONE_STDOUT;
        // Before anything is made that could not be brought here.
        const named = kind === "branch" || file === undefined ? done(file) : outputPath(file, "", force);
        if (!named.ok) return named;
        const token = session.env.SANDBAR_PUSH_TOKEN;
        if (username !== undefined && !token) return NO_PUSH_TOKEN;
        const credential = username === undefined ? undefined : { username, password: token };
        const path = `${sandboxPath(name)}/exports`;
        const body = { kind, source, branch, credential };
        const begun = await session.api.postOnce(EXPORT_STARTED, path, body);
        const made = await ended(session, name, begun, `Exporting ${oneLine(name)}`);
        if (!made.ok) return made;
        const found = await session.api.get(EXPORT, `${path}/${made.value.export_id}`);
        if (!found.ok) return found;
        if (kind === "branch") return pushed(session, found.value);
        const target = outputPath(file, found.value.file_name ?? `${name}.${EXTENSIONS[kind]}`, force);
        return target.ok ? brought(session, path, found.value, target.value) : target;
      }),
    );
}

function pushed({ output }: Session, made: ExportBody): Outcome<number> {
  output.body(made);
  const where = `${made.branch} is at ${made.commit?.slice(0, 12)}`;
  output.say(oneLine(made.summary?.unchanged ? `${where}, as it was.` : `${where}.`));
  return done(EXIT.done);
}

async function brought(
  session: Session,
  path: string,
  made: ExportBody,
  target: string,
): Promise<Outcome<number>> {
  const { output } = session;
  const failure = await download(session, `${path}/${made.export_id}/download`, made, target);
  if (failure) return { ok: false, failure };
  output.body(made);
  const { size_bytes, content_sha256 } = made;
  if (target !== "-") output.say(`${target}  ${size(size_bytes ?? 0)}  sha256 ${content_sha256}`);
  return done(EXIT.done);
}

const ONE_STDOUT = refused({
  error: "The export's bytes and its record can't both go to stdout.",
  reason_code: "invalid_arguments",
  next_step: "Give --output a file, or leave out --json.",
  field: "output",
});

const NO_PUSH_TOKEN = refused({
  error: "There is no access token for the push.",
  reason_code: "invalid_credential",
  next_step: "Set SANDBAR_PUSH_TOKEN: an argument could be seen by others.",
  field: "credential",
});
