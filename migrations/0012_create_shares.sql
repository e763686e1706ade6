-- Share links. A sandbox that is deleted for good leaves its rows behind until they are old: whoever comes by one is told so.
CREATE TABLE shares (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  sandbox_id TEXT NOT NULL,
  created_by TEXT NOT NULL REFERENCES user (id),
  hash TEXT NOT NULL UNIQUE,
  label TEXT,
  role TEXT NOT NULL CHECK (role IN ('view', 'interact')),
  parts TEXT NOT NULL,
  password_hash TEXT,
  max_uses INTEGER,
  -- Wrong passwords since then; see the window in data/shares.ts.
  failures INTEGER NOT NULL DEFAULT 0,
  failures_since INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX shares_by_sandbox ON shares (sandbox_id, created_at, id);
CREATE INDEX shares_by_expiry ON shares (expires_at);

-- Who came in by one: each is one use of it.
CREATE TABLE guests (
  id TEXT PRIMARY KEY NOT NULL,
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  -- Null once they have left.
  hash TEXT UNIQUE,
  user_id TEXT,
  joined_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
);
CREATE INDEX guests_by_share ON guests (share_id, joined_at, id);
