import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExportBody } from "./bodies.ts";
import type { Session } from "./command.ts";
import { broken, done, EXIT, type Failure, type Outcome, refused } from "./failure.ts";
import { size } from "./text/quantities.ts";

/** Connections in a row that brought nothing before it is given up, and the wait before each, ms. */
const RETRIES_MS = [200, 500, 1_000, 2_000, 5_000];

/** Where bytes go: `-` for stdout. What the server calls its file is a name, never a path. */
export function outputPath(wanted: string | undefined, file_name: string, force: boolean): Outcome<string> {
  const path = wanted ?? (file_name.replace(/^.*[\\/]/, "").replace(/^\.+/, "") || "export");
  if (path === "-" || force || !existsSync(path)) return done(path);
  return refused({
    error: `${path} exists already.`,
    reason_code: "file_exists",
    next_step: "Name another file with --output, or replace it with --force.",
    field: "output",
  });
}

/**
 * Brings an export's bytes to `target` and checks them; a connection that breaks is taken up where it was. Answers why that
 * failed.
 */
export function download(
  session: Session,
  path: string,
  made: ExportBody,
  target: string,
): Promise<Failure | undefined> {
  return written(session, target, (put) => fetchAll(session, path, made, put));
}

/** Takes bytes in order. */
type Put = (data: Uint8Array) => Promise<void>;

/** Writes what `bring` brings to `target`, which has its name only when that has succeeded; `-` is stdout. */
export async function written(
  session: Session,
  target: string,
  bring: (put: Put) => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
  if (target === "-") return bring((data) => session.output.pour("stdout", data));
  const part = `${target}.${process.pid}.part`;
  let file: FileHandle | undefined;
  const signals = removedBySignals(part);
  try {
    file = await open(part, "wx");
    const to = file;
    const failure = await bring(async (data) => void (await to.writeFile(data)));
    if (failure) return failure;
    await file.sync();
    await rename(part, target);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refused({
      error: `${target} can't be written: ${message}.`,
      reason_code: "file_unwritable",
      next_step: "Name another file with --output.",
      field: "output",
    }).failure;
  } finally {
    signals.restore();
    await file?.close();
    await rm(part, { force: true });
  }
}

/** Whoever ends the command line leaves no part behind; it ends as it would have. */
function removedBySignals(part: string): { restore(): void } {
  const removals = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
    const remove = () => {
      rmSync(part, { force: true });
      process.kill(process.pid, signal);
    };
    process.once(signal, remove);
    return () => process.off(signal, remove);
  });
  return {
    restore() {
      for (const restore of removals) restore();
    },
  };
}

async function fetchAll(
  session: Session,
  path: string,
  { size_bytes, content_sha256 }: ExportBody,
  put: Put,
): Promise<Failure | undefined> {
  const hash = createHash("sha256");
  let [got, idle] = [0, 0];
  while (got < (size_bytes ?? 0)) {
    const before = got;
    const failure = await fetchFrom(session, path, got, async (data) => {
      await put(data);
      hash.update(data);
      got += data.byteLength;
      session.output.progress(`${size(got)} of ${size(size_bytes ?? 0)}`);
    });
    if (failure && failure.exit !== EXIT.system) return failure;
    idle = got > before ? 0 : idle + 1;
    const wait = RETRIES_MS[idle];
    if (wait === undefined) return failure ?? CUT;
    if (got < (size_bytes ?? 0)) await sleep(wait);
  }
  return got === size_bytes && hash.digest("hex") === content_sha256 ? undefined : WRONG_BYTES;
}

/** One connection, from byte `from` on. Nothing is answered when it ended, early or not. */
async function fetchFrom(
  { api }: Session,
  path: string,
  from: number,
  take: Put,
): Promise<Failure | undefined> {
  const headers: Record<string, string> = { accept: "*/*", ...(from > 0 && { range: `bytes=${from}-` }) };
  const answer = await api.open("GET", path, { headers });
  if (!answer.ok) return answer.failure;
  if (from > 0 && answer.value.status !== 206) return WRONG_BYTES;
  const reader = answer.value.body!.getReader();
  for (;;) {
    const step = await reader.read().catch(() => null);
    if (!step || step.done) return undefined;
    await take(step.value as Uint8Array);
  }
}

const CUT = broken({
  error: "The download broke off.",
  reason_code: "download_interrupted",
  next_step: "Try again: the export is kept.",
}).failure;

const WRONG_BYTES = broken({
  error: "The bytes that came are not those of the export.",
  reason_code: "checksum_mismatch",
  next_step: "Export it again; if it happens again, ask who runs Sandbar to look at the storage.",
}).failure;
