import { Buffer } from "node:buffer";

/**
 * Launch environment values at rest: AES-256-GCM with a key derived from the operator's secret, bound to the sandbox.
 * The stored text is base64 of 12 bytes of nonce and the sealed JSON.
 */
export async function sealEnv(
  env: Readonly<Record<string, string>>,
  secret: string,
  sandbox_id: string,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(env));
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(sandbox_id) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, await keyFrom(secret), plain));
  return Buffer.concat([iv, sealed]).toString("base64");
}

/** Throws when the secret is another one or the text was altered. */
export async function openEnv(
  text: string,
  secret: string,
  sandbox_id: string,
): Promise<Record<string, string>> {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  const algorithm = {
    name: "AES-GCM",
    iv: bytes.subarray(0, 12),
    additionalData: new TextEncoder().encode(sandbox_id),
  };
  const plain = await crypto.subtle.decrypt(algorithm, await keyFrom(secret), bytes.subarray(12));
  return JSON.parse(new TextDecoder().decode(plain)) as Record<string, string>;
}

async function keyFrom(secret: string): Promise<CryptoKey> {
  if (secret === "") throw new Error("ENCRYPTION_KEY is empty");
  const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`sandbar env v1\0${secret}`));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}
