/** The audit log as files: JSON lines, and CSV (RFC 4180) that no spreadsheet runs. */
import type { AuditBody } from "./audit-log.ts";

export type AuditFormat = "csv" | "jsonl";

interface Format {
  /** Content type. */
  readonly type: string;
  readonly head: string;
  readonly line: (entry: AuditBody) => string;
}

/** In their order in each line; `data` is JSON. */
const COLUMNS: readonly (readonly [string, (entry: AuditBody) => string])[] = [
  ["seq", ({ seq }) => String(seq)],
  ["at", ({ at }) => at],
  ["actor_kind", ({ actor }) => actor.kind],
  ["actor_id", ({ actor }) => actor.id],
  ["actor", ({ actor }) => actor.label],
  ["address", ({ address }) => address ?? ""],
  ["action", ({ action }) => action],
  ["outcome", ({ outcome }) => outcome],
  ["target", ({ target }) => target ?? ""],
  ["data", ({ data }) => JSON.stringify(data)],
];

export const AUDIT_FORMATS: Readonly<Record<AuditFormat, Format>> = {
  csv: {
    type: "text/csv; charset=utf-8; header=present",
    head: `${COLUMNS.map(([name]) => name).join(",")}\r\n`,
    line: (entry) => `${COLUMNS.map(([, read]) => csvField(read(entry))).join(",")}\r\n`,
  },
  jsonl: { type: "application/x-ndjson", head: "", line: (entry) => `${JSON.stringify(entry)}\n` },
};

/** What spreadsheets take for the beginning of a formula, full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Where a comma does not separate, a semicolon or tab does: what follows one is a field of its own there. */
const LATER_FORMULA = /([;\t]["'\s]*)(?=[=+\-@＝＋－＠])/g;

/** An apostrophe before it makes a formula text, in every spreadsheet; quotes where the field needs them. */
export function csvField(text: string): string {
  const inert = (FORMULA.test(text) ? `'${text}` : text).replace(LATER_FORMULA, "$1'");
  return /[",\r\n]/.test(inert) || inert !== text ? `"${inert.replaceAll('"', '""')}"` : inert;
}
