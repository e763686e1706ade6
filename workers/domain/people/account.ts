/** What a person's account must look like, whoever makes it. */
import { invalidInput, ok, type Result, refuse } from "../refusal.ts";
import { shown } from "../shown-text.ts";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 128;

/** Trims the name, lower-cases the address. Refuses with `invalid_input`, naming the field. */
export function checkAccount(raw: Account): Result<Account> {
  const name = readPersonName(raw.name);
  if (!name.ok) return name;
  const email = readEmail(raw.email);
  if (!email.ok) return email;
  const problem = passwordProblem(raw.password, [name.value, email.value]);
  if (problem) return refuse(invalidInput("password", problem));
  return ok({ name: name.value, email: email.value, password: raw.password });
}

/** As others are shown it: trimmed, one space between words. Refuses with `invalid_input`. */
export function readPersonName(raw: string): Result<string> {
  const name = shown(raw);
  return name && name.length <= 80
    ? ok(name)
    : refuse(invalidInput("name", "Your name has 1 to 80 visible characters."));
}

/** In lower case. Refuses with `invalid_input`. */
export function readEmail(raw: string): Result<string> {
  const email = raw.trim().toLowerCase();
  const looksLikeOne = email.length <= 254 && ADDRESS.test(email) && shown(email) === email;
  return looksLikeOne ? ok(email) : refuse(invalidInput("email", "This is not an email address."));
}

/** Of what is legal in mail, the part that no mail server, log or list takes for something else. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@.<>()[\]\\,;:"]+$/;

export const TEAM_NAME_MAX_LENGTH = 60;

/** Trimmed. Refuses with `invalid_input`. */
export function readTeamName(raw: string, field = "name"): Result<string> {
  const name = shown(raw);
  if (name && name.length <= TEAM_NAME_MAX_LENGTH) return ok(name);
  return refuse(invalidInput(field, `The team's name has 1 to ${TEAM_NAME_MAX_LENGTH} visible characters.`));
}

/** One sentence, or undefined for a password that will do. Length counts, not which characters. */
export function passwordProblem(password: string, own: readonly string[]): string | undefined {
  if (password.length < PASSWORD_MIN_LENGTH)
    return `A password has at least ${PASSWORD_MIN_LENGTH} characters.`;
  if (password.length > PASSWORD_MAX_LENGTH)
    return `A password has at most ${PASSWORD_MAX_LENGTH} characters.`;
  if (new Set(password).size < 4) return "A password of so few different characters is guessed at once.";
  const lower = password.toLowerCase();
  if (own.some((text) => text.toLowerCase() === lower)) return "Your name or address is no password.";
  return undefined;
}
