CREATE TABLE sandboxes (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  owner_id TEXT NOT NULL REFERENCES user (id),
  name TEXT NOT NULL,
  repository TEXT,
  state TEXT NOT NULL,
  active INTEGER NOT NULL,
  operation_id TEXT,
  version INTEGER NOT NULL,
  record TEXT NOT NULL,
  teardown TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  replaced_at INTEGER
);
CREATE UNIQUE INDEX sandboxes_by_name ON sandboxes (team_id, name) WHERE replaced_at IS NULL;
-- Lists are pages by (created_at, id), newest first.
CREATE INDEX sandboxes_by_team ON sandboxes (team_id, created_at, id) WHERE replaced_at IS NULL;
CREATE INDEX sandboxes_by_state ON sandboxes (team_id, state, created_at, id) WHERE replaced_at IS NULL;
CREATE INDEX sandboxes_by_owner ON sandboxes (team_id, owner_id, created_at, id) WHERE replaced_at IS NULL;
-- Quotas count these; policy previews read them.
CREATE INDEX sandboxes_active ON sandboxes (team_id, owner_id) WHERE active = 1;
-- The cron looks for rows that got stuck, and for archives past their retention.
CREATE INDEX sandboxes_by_update ON sandboxes (state, updated_at);

CREATE TABLE idempotency_keys (
  team_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  status INTEGER,
  response TEXT,
  PRIMARY KEY (team_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE tickets (
  hash TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL,
  resource TEXT NOT NULL,
  grant_json TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX tickets_by_expiry ON tickets (expires_at);
