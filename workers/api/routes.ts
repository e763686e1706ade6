import type { Route } from "./route.ts";
import { accountRoutes } from "./routes/account.ts";
import { auditRoutes } from "./routes/audit.ts";
import { checkpointRoutes } from "./routes/checkpoints.ts";
import { clockRoutes } from "./routes/clocks.ts";
import { execRoutes } from "./routes/exec.ts";
import { exportRoutes } from "./routes/exports.ts";
import { fileRoutes } from "./routes/files.ts";
import { journalRoutes } from "./routes/journal.ts";
import { lifecycleRoutes } from "./routes/lifecycle.ts";
import { peopleRoutes } from "./routes/people.ts";
import { policyRoutes } from "./routes/policy.ts";
import { profileRoutes } from "./routes/profiles.ts";
import { reconciliationRoutes } from "./routes/reconciliation.ts";
import { recordingRoutes } from "./routes/recordings.ts";
import { sandboxRoutes } from "./routes/sandboxes.ts";
import { sharedRoutes } from "./routes/shared.ts";
import { shareRoutes } from "./routes/shares.ts";
import { teamRoutes } from "./routes/team.ts";
import { teamsRoutes } from "./routes/teams.ts";
import { terminalRoutes } from "./routes/terminals.ts";
import { usageRoutes } from "./routes/usage.ts";
import { webhookRoutes } from "./routes/webhooks.ts";

/** Every route of the API: what is dispatched, documented and tested. */
export const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...sandboxRoutes,
  ...journalRoutes,
  ...lifecycleRoutes,
  ...checkpointRoutes,
  ...clockRoutes,
  ...exportRoutes,
  ...execRoutes,
  ...fileRoutes,
  ...terminalRoutes,
  ...shareRoutes,
  ...sharedRoutes,
  ...recordingRoutes,
  ...policyRoutes,
  ...profileRoutes,
  ...teamRoutes,
  ...auditRoutes,
  ...peopleRoutes,
  ...teamsRoutes,
  ...reconciliationRoutes,
  ...usageRoutes,
  ...webhookRoutes,
];
