/**
 * What lets a browser into one port of one sandbox: a cookie of that preview's origin alone, signed with the operator's
 * secret. It says who, and nothing of what they may, which is asked again.
 */
import type { PreviewGrant } from "../services/work/previews.ts";

export const PASS_COOKIE = "__sandbar_preview";
export const PASS_LIFETIME_MS = 12 * 3_600_000;

export interface Pass extends PreviewGrant {
  readonly port: number;
  /** Epoch ms. */
  readonly expires_at: number;
}

/** `PAYLOAD.SIGNATURE`, both base64url. */
export async function signPass(pass: Pass, secret: string): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(pass));
  const signature = await crypto.subtle.sign("HMAC", await keyFrom(secret), payload);
  return `${toBase64Url(payload)}.${toBase64Url(new Uint8Array(signature))}`;
}

/** Null for what we did not sign, for another port, and once it has expired. */
export async function readPass(
  text: string,
  { secret, port, now }: { readonly secret: string; readonly port: number; readonly now: number },
): Promise<Pass | null> {
  const [payload, signature] = text.split(".").map(fromBase64Url);
  if (!payload || !signature) return null;
  if (!(await crypto.subtle.verify("HMAC", await keyFrom(secret), signature, payload))) return null;
  const pass = JSON.parse(new TextDecoder().decode(payload)) as Pass;
  return pass.port === port && pass.expires_at > now ? pass : null;
}

export function passCookie(value: string, secure: boolean): string {
  const attributes = [`Max-Age=${PASS_LIFETIME_MS / 1000}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  return [`${PASS_COOKIE}=${value}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
}

/** All of that name: another preview may have added one that reaches here, which must not hide ours. */
export function passesIn(cookie: string | null): string[] {
  return cookiesOf(cookie).flatMap(([name, value]) => (name === PASS_COOKIE ? [value] : []));
}

/** The header for the program: everything but passes. Null when nothing is left. */
export function withoutPasses(cookie: string | null): string | null {
  const kept = cookiesOf(cookie).filter(([name]) => name !== PASS_COOKIE);
  return kept.length === 0 ? null : kept.map(([, , whole]) => whole).join("; ");
}

function cookiesOf(header: string | null): [name: string, value: string, whole: string][] {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  return pairs
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? ["", pair, pair] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim(), pair];
    });
}

async function keyFrom(secret: string): Promise<CryptoKey> {
  if (secret === "") throw new Error("AUTH_SECRET is empty");
  const raw = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`sandbar preview v1\0${secret}`),
  );
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", raw, algorithm, false, ["sign", "verify"]);
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}
