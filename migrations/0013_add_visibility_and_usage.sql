-- A member's own number of places; null = the policy's.
ALTER TABLE members ADD COLUMN max_active INTEGER;

-- Lists leave private sandboxes of others out by a column, so that their pages stay full.
ALTER TABLE sandboxes ADD COLUMN visibility TEXT NOT NULL DEFAULT 'team';
-- Bytes that are kept of it: checkpoints, exports and recordings.
ALTER TABLE sandboxes ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
