/** Launch environment values at rest: sealed as JSON, bound to the sandbox. */
import { openText, sealText } from "../data/sealed-text.ts";

export function sealEnv(
  env: Readonly<Record<string, string>>,
  secret: string,
  sandbox_id: string,
): Promise<string> {
  return sealText(JSON.stringify(env), { purpose: "env", secret, about: sandbox_id });
}

/** Throws when the secret is another one or the text was altered. */
export async function openEnv(
  text: string,
  secret: string,
  sandbox_id: string,
): Promise<Record<string, string>> {
  return JSON.parse(await openText(text, { purpose: "env", secret, about: sandbox_id })) as Record<
    string,
    string
  >;
}
