-- Whether every terminal of the team is recorded.
ALTER TABLE policies ADD COLUMN record_terminals INTEGER NOT NULL DEFAULT 0;
