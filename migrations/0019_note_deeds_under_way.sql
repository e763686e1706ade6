-- A third outcome: whether it was done is not known. What a column may hold can't be widened in place, so the log is copied
-- as it is, numbers included, in one transaction.
CREATE TABLE audit_next (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  team_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_label TEXT NOT NULL,
  address TEXT,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'interrupted')),
  target TEXT,
  data TEXT NOT NULL,
  -- `event:SANDBOX:SEQ` or `deed:ID`: written once, however often it is sent.
  origin TEXT
);
INSERT INTO audit_next
  SELECT seq, team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data, origin
  FROM audit ORDER BY seq;
-- No number is given twice, even where the newest entries are gone.
DELETE FROM sqlite_sequence WHERE name = 'audit_next';
INSERT INTO sqlite_sequence (name, seq) SELECT 'audit_next', seq FROM sqlite_sequence WHERE name = 'audit';
DROP TABLE audit;
ALTER TABLE audit_next RENAME TO audit;

CREATE UNIQUE INDEX audit_by_origin ON audit (origin) WHERE origin IS NOT NULL;
CREATE INDEX audit_by_time ON audit (team_id, at, seq);
CREATE INDEX audit_by_target ON audit (team_id, target, at, seq);
CREATE INDEX audit_by_action ON audit (team_id, action, at, seq);
CREATE INDEX audit_by_actor ON audit (team_id, actor_id, at, seq);
CREATE INDEX audit_findings ON audit (team_id, seq) WHERE actor_kind = 'system';
CREATE INDEX audit_refused ON audit (team_id, at, seq) WHERE outcome = 'refused';
CREATE INDEX audit_interrupted ON audit (team_id, at, seq) WHERE outcome = 'interrupted';

-- As before: append-only, whoever asks, and by the database's own clock.
CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'audit entries are never changed');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
WHEN NOT EXISTS (
  SELECT 1
  FROM (SELECT coalesce((SELECT audit_retention_days FROM teams WHERE id = OLD.team_id), 365) AS days)
  WHERE days > 0 AND OLD.at < unixepoch() * 1000 - days * 86400000
) BEGIN
  SELECT RAISE(ABORT, 'audit entries are never deleted before their time');
END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
  OR (NEW.origin IS NOT NULL AND EXISTS (SELECT 1 FROM audit WHERE origin = NEW.origin))
BEGIN
  SELECT RAISE(ABORT, 'audit entries are never replaced');
END;

-- What somebody is doing: here before it begins, gone with its entry. What is left is of a server that went down.
CREATE TABLE deeds_under_way (
  id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_label TEXT NOT NULL,
  address TEXT,
  action TEXT NOT NULL,
  target TEXT,
  data TEXT NOT NULL,
  -- When the request that does it last said that it is still at it, by the database's clock.
  alive_at INTEGER NOT NULL
);

-- No deed goes without an entry: one that nothing else was written about was interrupted.
CREATE TRIGGER deed_leaves_an_entry BEFORE DELETE ON deeds_under_way
WHEN NOT EXISTS (SELECT 1 FROM audit WHERE origin = 'deed:' || OLD.id)
BEGIN
  INSERT INTO audit
    (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data, origin)
  VALUES
    (OLD.team_id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.actor_label, OLD.address, OLD.action, 'interrupted',
     OLD.target, OLD.data, 'deed:' || OLD.id);
END;
CREATE TRIGGER deed_is_not_changed
BEFORE UPDATE OF id, team_id, at, actor_kind, actor_id, actor_label, address, action, target, data ON deeds_under_way BEGIN
  SELECT RAISE(ABORT, 'a deed under way is never changed');
END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER deed_is_not_replaced BEFORE INSERT ON deeds_under_way
WHEN EXISTS (SELECT 1 FROM deeds_under_way WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a deed under way is never replaced');
END;
