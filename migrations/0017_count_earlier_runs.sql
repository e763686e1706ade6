-- Sandboxes that run since before runs were written down count from their start. Their objects write the same run, the
-- first of each, when they next wake, and its end.
INSERT INTO runs (sandbox_id, n, team_id, owner_id, generation, started_at, ended_at)
SELECT id, 1, team_id, owner_id, record ->> '$.generation', record ->> '$.started_at', NULL
FROM sandboxes
WHERE record ->> '$.container' = 'present' AND record ->> '$.started_at' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.sandbox_id = sandboxes.id);
