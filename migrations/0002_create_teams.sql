CREATE TABLE teams (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE members (
  team_id TEXT NOT NULL REFERENCES teams (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id);

CREATE TABLE policies (
  team_id TEXT PRIMARY KEY NOT NULL REFERENCES teams (id),
  version INTEGER NOT NULL DEFAULT 1,
  idle_timeout_minutes INTEGER NOT NULL DEFAULT 30,
  completed_retention_minutes INTEGER NOT NULL DEFAULT 60,
  archive_retention_days INTEGER NOT NULL DEFAULT 30,
  auto_teardown INTEGER NOT NULL DEFAULT 1,
  max_lifetime_hours INTEGER NOT NULL DEFAULT 72,
  max_active_per_member INTEGER NOT NULL DEFAULT 5,
  max_active_per_team INTEGER NOT NULL DEFAULT 20,
  updated_at INTEGER NOT NULL
);

CREATE TABLE profiles (
  team_id TEXT NOT NULL REFERENCES teams (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  cpus REAL NOT NULL,
  memory_bytes INTEGER NOT NULL,
  disk_bytes INTEGER NOT NULL,
  pids INTEGER NOT NULL,
  image TEXT NOT NULL,
  policy TEXT NOT NULL DEFAULT '{}',
  built_in INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, name)
);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
);
CREATE INDEX tokens_by_team ON tokens (team_id, created_at, id);
