-- The team that a browser session is in; null = the one its person joined first.
ALTER TABLE session ADD COLUMN team_id TEXT REFERENCES teams (id);

-- Ways into a team, each for one person. Used and revoked ones are kept: their page says what became of them.
CREATE TABLE invites (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  hash TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  email TEXT,
  made_by TEXT NOT NULL REFERENCES user (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  used_by TEXT REFERENCES user (id),
  revoked_at INTEGER
);
CREATE INDEX invites_by_team ON invites (team_id, created_at, id);
