/** An entry of the audit log as a sentence. Made on the server: pages load no table of words for it. */
import type { AuditActor, Outcome } from "../../../workers/domain/audit/audit.ts";
import { AUDIT_VERBS, type Verb } from "./audit-verbs.ts";

export interface Told {
  readonly actor: AuditActor;
  readonly action: string;
  readonly outcome: Outcome;
  readonly target: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Pieces of text in order; a sandbox's name is a link where it can be one. */
export type AuditWords = readonly (string | { readonly sandbox: string })[];

export type Names = Readonly<Record<string, string>>;

/** What names must not begin as: ids, which say nothing to anybody. */
const PLACEHOLDER = /\{(\w+)(?:([|?])([^}]*))?\}/g;

export function auditWords(entry: Told, names: Names): AuditWords {
  const [done, attempted, object] = AUDIT_VERBS[entry.action] ?? unknown(entry.action);
  const verb = entry.outcome === "done" ? done : `tried to ${attempted}`;
  return [`${actorWords(entry.actor)} ${verb} `, ...filled(object, entry, names)].filter(
    (part) => part !== "",
  );
}

/** Why it was refused, in words: a reason code reads well enough without its underscores. */
export function refusedBecause({ data }: Told): string {
  return typeof data.reason_code === "string" ? data.reason_code.replaceAll("_", " ") : "refused";
}

function actorWords({ kind, label }: AuditActor): string {
  switch (kind) {
    case "user":
      return label;
    case "token":
      return label.startsWith("token ") ? `The ${label}` : `${label} (by API token)`;
    case "guest":
      return `${label} (guest)`;
    case "policy":
      return "The policy";
    case "system":
    case "agent":
      return "Sandbar";
    case "anonymous":
      return "Somebody unknown";
  }
}

/** An action that this page does not know yet still reads. */
function unknown(action: string): Verb {
  const words = action.replace(".", ": ").replaceAll("_", " ");
  return [`did “${words}”`, `do “${words}”`, "{target|}"];
}

function filled(object: string, entry: Told, names: Names): (string | { sandbox: string })[] {
  const parts: (string | { sandbox: string })[] = [];
  let at = 0;
  for (const match of object.matchAll(PLACEHOLDER)) {
    const [whole, field = "", kind, rest = ""] = match;
    parts.push(object.slice(at, match.index));
    at = match.index + whole.length;
    const value = field === "target" ? targetOf(entry) : fieldOf(field, entry, names);
    if (kind === "?") parts.push(...(value === null ? [] : [rest, value]));
    else parts.push(value ?? (kind === "|" ? rest : "…"));
  }
  parts.push(object.slice(at));
  return joined(parts);
}

function targetOf({ target }: Told): string | { sandbox: string } | null {
  if (target === null) return null;
  const [kind, name = ""] = [target.slice(0, target.indexOf(":")), target.slice(target.indexOf(":") + 1)];
  return kind === "sandbox" && name !== "" ? { sandbox: name } : name || target;
}

/** `name`: what the target is called, by its own data, by its id, or as it is written. */
function fieldOf(field: string, { target, data }: Told, names: Names): string | null {
  const value = data[field];
  if (typeof value === "string" || typeof value === "number")
    return names[value] ?? quoted(field, `${value}`);
  if (value !== null && typeof value === "object" && "name" in value) return String(value.name);
  if (field !== "name" || target === null) return null;
  const id = target.slice(target.indexOf(":") + 1);
  return names[id] ?? id;
}

/** States and roles are words; what people wrote is theirs, and marked as such. */
function quoted(field: string, text: string): string {
  if (field === "share_id") return "";
  return ["name", "label"].includes(field) ? `“${text}”` : text.replaceAll("_", " ");
}

function joined(parts: readonly (string | { sandbox: string })[]): (string | { sandbox: string })[] {
  const out: (string | { sandbox: string })[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === "string" && typeof last === "string") out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out.map((part) => (typeof part === "string" ? part.replace(/ {2,}/g, " ") : part));
}
