-- Where a team wants to be told of what happens. `secret` and `old_secret` are sealed; `events` is a JSON array of types.
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  events TEXT NOT NULL,
  secret TEXT NOT NULL,
  old_secret TEXT,
  old_secret_until INTEGER,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  disabled_reason TEXT CHECK (disabled_reason IN ('by_hand', 'gone', 'failing'))
);
CREATE INDEX webhooks_by_team ON webhooks (team_id, created_at, id);
