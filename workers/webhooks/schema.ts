/** Of a webhook's SQLite; times are epoch ms. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, type TEXT NOT NULL, sandbox TEXT,
    payload TEXT NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
    due_at INTEGER, replay_of INTEGER
  );
  CREATE INDEX IF NOT EXISTS deliveries_by_status ON deliveries (status, id);
  CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id INTEGER NOT NULL, at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL, status INTEGER, problem TEXT, answer TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS attempts_by_delivery ON attempts (delivery_id, id);
  CREATE TABLE IF NOT EXISTS marks (sandbox_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
`;
