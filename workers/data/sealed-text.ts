import { Buffer } from "node:buffer";

export interface Seal {
  /** What kind of secret it is: each kind has a key of its own. */
  readonly purpose: string;
  /** The operator's ENCRYPTION_KEY. */
  readonly secret: string;
  /** Id of what it belongs to: moved to another row, it does not open. */
  readonly about: string;
}

/**
 * Secrets at rest: AES-256-GCM with a key derived from the operator's secret. The stored text is base64 of 12 bytes of
 * nonce and the sealed text.
 */
export async function sealText(plain: string, seal: Seal): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    algorithm(iv, seal),
    await keyOf(seal),
    new TextEncoder().encode(plain),
  );
  return Buffer.concat([iv, new Uint8Array(sealed)]).toString("base64");
}

/** Throws when the secret is another one or the text was altered. */
export async function openText(text: string, seal: Seal): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  const iv = bytes.subarray(0, 12);
  const plain = await crypto.subtle.decrypt(algorithm(iv, seal), await keyOf(seal), bytes.subarray(12));
  return new TextDecoder().decode(plain);
}

function algorithm(iv: Uint8Array<ArrayBuffer>, { about }: Seal) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) };
}

async function keyOf({ purpose, secret }: Seal): Promise<CryptoKey> {
  if (secret === "") throw new Error("ENCRYPTION_KEY is empty");
  const material = new TextEncoder().encode(`sandbar ${purpose} v1\0${secret}`);
  const raw = await crypto.subtle.digest("SHA-256", material);
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}
