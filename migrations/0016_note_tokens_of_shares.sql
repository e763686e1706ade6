-- The API token that a share link was made with, null for a browser: revoking the token takes the link back too.
ALTER TABLE shares ADD COLUMN made_with TEXT;
CREATE INDEX shares_by_token ON shares (made_with) WHERE made_with IS NOT NULL;
