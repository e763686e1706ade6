/** What this deployment keeps to itself: made on the first run, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

export interface Secrets {
  /** Signs sessions. */
  readonly auth_secret: string;
  /** 32 bytes, base64: seals secrets at rest (AES-256-GCM). */
  readonly encryption_key: string;
  /** Bearer token between the Worker and the local engine. */
  readonly engine_token: string;
  /** One-time setup token, unless SETUP_TOKEN names another. */
  readonly setup_token: string;
}

const NAMES = ["auth_secret", "encryption_key", "engine_token", "setup_token"] as const;

/** Reads `DATA_DIR/secrets.json`, making it first where there is none. Throws when it is damaged. */
export function loadSecrets(dataDir: string): Secrets {
  const path = join(dataDir, "secrets.json");
  try {
    return parse(path, readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  create(path, {
    auth_secret: randomBytes(32).toString("base64url"),
    encryption_key: randomBytes(32).toString("base64"),
    engine_token: randomBytes(32).toString("base64url"),
    setup_token: randomBytes(24).toString("base64url"),
  });
  return parse(path, readFileSync(path, "utf8"));
}

/** Whole or not at all, and never over another's: linking fails where a file has appeared meanwhile. */
function create(path: string, secrets: Secrets): void {
  const temporary = `${path}.${process.pid}`;
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
    fsyncSync(file);
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    closeSync(file);
    rmSync(temporary);
  }
}

function parse(path: string, text: string): Secrets {
  chmodSync(path, 0o600);
  const secrets = JSON.parse(text) as Partial<Secrets>;
  for (const name of NAMES) {
    if (typeof secrets[name] !== "string" || secrets[name] === "") {
      throw new Error(`${path} lacks ${name}: restore it from a backup`);
    }
  }
  return secrets as Secrets;
}
