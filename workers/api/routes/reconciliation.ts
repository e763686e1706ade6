import { getReconciliation, runReconciliation } from "../../services/reconciliation/reconciliation.ts";
import { json, type Route, route } from "../route.ts";
import * as schemas from "../schemas/reconciliation.ts";

/** What the cron found and put right. */
export const reconciliationRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/reconciliation",
    summary: "The engine beside the records, and what was found and repaired, newest first",
    ability: "reconciliation.read",
    query: schemas.reconciliationQuery,
    answers: { 200: { description: "A page of findings", schema: schemas.reconciliation } },
    handle: async ({ context, query }) => json(await getReconciliation(context, query)),
  }),
  route({
    method: "post",
    path: "/reconciliation",
    summary: "Look for what has to be repaired now",
    ability: "reconciliation.run",
    limit: 30,
    answers: { 200: { description: "What this run found", schema: schemas.reconciliationRun } },
    handle: async ({ context }) => json(await runReconciliation(context)),
  }),
];
