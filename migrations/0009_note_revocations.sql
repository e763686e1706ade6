-- Rights that are being taken away: noted before the change, gone once every socket that rested on them was closed.
CREATE TABLE revocations (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT,
  sandbox_id TEXT,
  user_id TEXT,
  match_json TEXT NOT NULL,
  reason TEXT NOT NULL,
  code INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX revocations_by_age ON revocations (created_at);
