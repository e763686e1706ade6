-- A member's own number of places; null = the policy's.
ALTER TABLE members ADD COLUMN max_active INTEGER;

-- Lists leave private sandboxes of others out by a column, so that their pages stay full.
ALTER TABLE sandboxes ADD COLUMN visibility TEXT NOT NULL DEFAULT 'team';
-- Bytes that are kept of it: checkpoints, exports and recordings.
ALTER TABLE sandboxes ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;

-- Since when until when the engine had a sandbox, and whose it was then; kept when the sandbox itself is not any more.
CREATE TABLE runs (
  sandbox_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  team_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (sandbox_id, n)
) WITHOUT ROWID;
-- Those that had not ended when a period began.
CREATE INDEX runs_by_end ON runs (team_id, coalesce(ended_at, 9007199254740991), started_at, owner_id);

-- What each owner had in storage when a day (UTC) began; `day` counts days since 1970.
CREATE TABLE storage_days (
  team_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (team_id, day, owner_id)
) WITHOUT ROWID;
CREATE INDEX storage_days_by_day ON storage_days (day);

-- Gigabytes (2^30) that may be kept of a team's sandboxes before nothing is launched any more; 0 = without bound.
ALTER TABLE policies ADD COLUMN max_storage_gb INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sandboxes_stored ON sandboxes (team_id, stored_bytes) WHERE stored_bytes > 0;
