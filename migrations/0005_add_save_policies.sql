ALTER TABLE policies ADD COLUMN owner_idle_timeout_max_minutes INTEGER NOT NULL DEFAULT 1440;
ALTER TABLE policies ADD COLUMN checkpoint_interval_minutes INTEGER NOT NULL DEFAULT 15;
ALTER TABLE policies ADD COLUMN checkpoints_kept INTEGER NOT NULL DEFAULT 10;
