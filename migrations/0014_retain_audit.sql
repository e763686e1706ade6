-- Days that a team keeps its entries; 0 = for ever.
ALTER TABLE teams ADD COLUMN audit_retention_days INTEGER NOT NULL DEFAULT 365
  CHECK (audit_retention_days = 0 OR audit_retention_days BETWEEN 30 AND 3650);

-- What a sandbox tells of itself, by sandbox and event: told once, however often it is sent.
ALTER TABLE audit ADD COLUMN origin TEXT;
CREATE UNIQUE INDEX audit_by_origin ON audit (origin) WHERE origin IS NOT NULL;

-- Pages are by (at, seq), newest first.
DROP INDEX audit_by_team;
DROP INDEX audit_by_target;
CREATE INDEX audit_by_time ON audit (team_id, at, seq);
CREATE INDEX audit_by_target ON audit (team_id, target, at, seq);
CREATE INDEX audit_by_action ON audit (team_id, action, at, seq);
CREATE INDEX audit_by_actor ON audit (team_id, actor_id, at, seq);
CREATE INDEX audit_refused ON audit (team_id, at, seq) WHERE outcome = 'refused';

-- By the database's own clock, whatever the program believes; entries of no team are kept as long as is usual.
DROP TRIGGER audit_is_not_deleted;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
WHEN NOT EXISTS (
  SELECT 1
  FROM (SELECT coalesce((SELECT audit_retention_days FROM teams WHERE id = OLD.team_id), 365) AS days)
  WHERE days > 0 AND OLD.at < unixepoch() * 1000 - days * 86400000
) BEGIN
  SELECT RAISE(ABORT, 'audit entries are never deleted before their time');
END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
  OR (NEW.origin IS NOT NULL AND EXISTS (SELECT 1 FROM audit WHERE origin = NEW.origin))
BEGIN
  SELECT RAISE(ABORT, 'audit entries are never replaced');
END;
