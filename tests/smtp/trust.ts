import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const AUTHORITY = join(import.meta.dirname, "authority.cert.pem");
const BUNDLE = join(import.meta.dirname, "../../node_modules/.cache/sandbar-tests/authorities.pem");

/**
 * Workerd then trusts the tests' mail servers, beside whom it trusted before. The key of that authority exists nowhere
 * any more, and nothing but tests reads its certificate.
 */
export function trustTestAuthority(): void {
  const before = process.env.NODE_EXTRA_CA_CERTS;
  if (before === BUNDLE) return;
  const files = before ? [before, AUTHORITY] : [AUTHORITY];
  mkdirSync(dirname(BUNDLE), { recursive: true });
  const draft = `${BUNDLE}.${process.pid}`;
  writeFileSync(draft, files.map((file) => readFileSync(file, "utf8")).join("\n"));
  renameSync(draft, BUNDLE);
  process.env.NODE_EXTRA_CA_CERTS = BUNDLE;
}
