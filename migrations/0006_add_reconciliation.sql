-- When the cron last looked at this sandbox, so that each run looks at those first that it has not seen for longest.
ALTER TABLE sandboxes ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;
-- When a place in the quota was last taken for a resume that may still be on its way to the sandbox.
ALTER TABLE sandboxes ADD COLUMN claimed_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sandboxes_by_look ON sandboxes (looked_at, id);

-- What the cron found; the rest of the audit log is people's.
CREATE INDEX audit_findings ON audit (team_id, seq) WHERE actor_kind = 'system';

-- One row: the last run that has ended, and until when the one under way keeps others from beginning.
CREATE TABLE reconciliation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  busy_until INTEGER NOT NULL,
  at INTEGER,
  duration_ms INTEGER,
  counts TEXT,
  failures TEXT
);
