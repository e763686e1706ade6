-- Of better-auth's two-factor plugin (workers/data/schema/auth.ts). Secret and backup codes are sealed with AUTH_SECRET.
ALTER TABLE user ADD COLUMN two_factor_enabled INTEGER NOT NULL DEFAULT 0;
CREATE TABLE two_factor (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL UNIQUE REFERENCES user (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  backup_codes TEXT NOT NULL,
  verified INTEGER NOT NULL DEFAULT 1,
  failed_verification_count INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER
);

-- Codes of a second factor that were used: each is good once.
CREATE TABLE used_codes (
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  code TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, code)
);

-- One account of a provider is one person's.
CREATE UNIQUE INDEX account_by_provider ON account (provider_id, account_id);

-- When a session was last used, about to the minute.
ALTER TABLE session ADD COLUMN seen_at INTEGER;

-- Links that set a new password: SHA-256 of the token, used once.
CREATE TABLE password_resets (
  hash TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  used_by TEXT
);
CREATE INDEX password_resets_by_user ON password_resets (user_id);

-- Attempts at what may be guessed, counted per account and per address.
CREATE TABLE attempts (
  key TEXT PRIMARY KEY NOT NULL,
  count INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
);
CREATE INDEX attempts_by_end ON attempts (ends_at);
