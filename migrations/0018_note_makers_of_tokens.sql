-- The API token that an API token was made with, null for a browser: revoking the one ends the other too. Of tokens from
-- before this nobody knows what they were made with.
ALTER TABLE tokens ADD COLUMN made_with TEXT;
CREATE INDEX tokens_by_maker ON tokens (made_with) WHERE made_with IS NOT NULL;
