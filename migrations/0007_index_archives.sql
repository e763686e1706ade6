-- The cron asks which archives are near their end. Rows of before that was recorded count from their last change.
CREATE INDEX sandboxes_by_destruction
  ON sandboxes (team_id, coalesce(record ->> '$.destroyed_at', updated_at)) WHERE state = 'destroyed';
