/** A running sandbox, with what the command line looks at. */
export const RECORD = {
  ...{ id: "sb_1", name: "demo", state: "running", phase: null, web_url: "http://localhost/sandboxes/demo" },
  ...{ repository: null, ref: null, commit: null, template: "empty", command: null, profile: "small" },
  owner: { user_id: "u1", name: "Ada" },
  last_activity: { at: "2026-01-01T00:00:00.000Z", because: "input" },
  ...{ operation: null, completion: null, checkpoint: null, archive_expires_at: null, error: null },
  teardown: { auto: false, at: null, reason: null, blockers: [] },
};
