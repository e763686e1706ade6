/** Reads fields of JSON bodies and queries; what is wrong is refused with 400, naming the field. */
import { isPtySide, MAX_PTY_SIDE } from "../../workers/domain/protocol.ts";
import { AGENT_ID, type CommandRequest } from "../../workers/engines/agent-api.ts";
import { invalid, Refused } from "./refused.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function parseFields(json: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Refused(400, "invalid_json", "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refused(400, "invalid_json", "The body must be a JSON object.");
  }
  return value as Fields;
}

export function idField(fields: Fields, name: string): string {
  return agentId(fields[name], name);
}

export function agentId(value: unknown, field: string): string {
  if (typeof value === "string" && AGENT_ID.test(value)) return value;
  throw invalid(field, `${field} must be 1 to 64 characters of A-Z, a-z, 0-9, - and _.`);
}

/** Text without NUL. */
export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && !value.includes("\0")) return value;
  throw invalid(name, `${name} must be text without NUL.`);
}

const MAX_NAME = 60;

/** What people call something: 1 to 60 characters without what is around them; absent is undefined. */
export function nameField(fields: Fields): string | undefined {
  if (fields.name === undefined) return undefined;
  const name = typeof fields.name === "string" ? fields.name.trim() : "";
  const length = [...name].length;
  if (length >= 1 && length <= MAX_NAME && !/\p{Cc}/u.test(name)) return name;
  throw invalid("name", `name must be 1 to ${MAX_NAME} characters without control characters.`);
}

export function sideField(fields: Fields, name: "cols" | "rows"): number {
  const value = fields[name];
  if (isPtySide(value)) return value;
  throw invalid(name, `${name} must be a whole number from 1 to ${MAX_PTY_SIDE}.`);
}

/** A whole number from `least` to `most`, or undefined when absent. Text, NaN and fractions are refused. */
export function numberField(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(name, `${name} must be a whole number from ${least} to ${most}.`);
}

/** A whole number in a query, or undefined when absent. */
export function queryNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw invalid(name, `${name} must be a whole number.`);
}

/** argv, cwd and env of a command. argv may be absent where `optional`. */
export function commandFields(fields: Fields): CommandRequest {
  const argv = argvField(fields);
  if (argv === undefined) throw invalid("argv", "argv must be a list of at least one text.");
  return { argv, ...placeFields(fields) };
}

export function argvField(fields: Fields): readonly string[] | undefined {
  const { argv } = fields;
  if (argv === undefined) return undefined;
  const texts = Array.isArray(argv) && argv.every((part) => typeof part === "string" && !part.includes("\0"));
  if (texts && argv.length > 0 && argv[0] !== "") return argv as string[];
  throw invalid("argv", "argv must be a list of at least one text, without NUL.");
}

export function placeFields(fields: Fields): { cwd?: string; env?: Record<string, string> } {
  const cwd = fields.cwd === undefined ? undefined : textField(fields, "cwd");
  const { env } = fields;
  if (env === undefined) return cwd === undefined ? {} : { cwd };
  if (typeof env !== "object" || env === null || Array.isArray(env)) {
    throw invalid("env", "env must be an object of texts.");
  }
  for (const [name, value] of Object.entries(env)) {
    if (name === "" || /[=\0]/.test(name) || typeof value !== "string" || value.includes("\0")) {
      throw invalid("env", "env must have names without = and texts without NUL.");
    }
  }
  return { ...(cwd === undefined ? {} : { cwd }), env: env as Record<string, string> };
}
