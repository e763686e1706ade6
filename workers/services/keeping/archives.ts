/** The cron's part about archives: their sandboxes sleep until somebody asks them about their end. */
import { type EndingArchive, endingArchives } from "../../data/archives.ts";
import { appendAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { SYSTEM } from "../../domain/lifecycle.ts";
import type { ServiceEnv } from "../context.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";

/** How many one run looks at; the rest is the next one's, a minute later. */
const BATCH = 50;

/**
 * Announces the end of archives, and brings it about once people have had their notice of it. Safe to repeat and to
 * run twice at once: each sandbox decides for itself. One that can't be asked keeps no other from it.
 */
export async function lookAtArchives(env: ServiceEnv, now: number): Promise<void> {
  const archives = await endingArchives(database(env.DB), now, BATCH);
  const looks = await Promise.allSettled(archives.map((archive) => lookAt(env, archive, now)));
  const failures = looks.flatMap((look) => (look.status === "rejected" ? [look.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `archives: ${failures.map(String).join("; ")}`);
}

/** That one was deleted is told when it is, by the sandbox's object. */
async function lookAt(env: ServiceEnv, archive: EndingArchive, now: number): Promise<void> {
  const { id, team_id, name } = archive;
  if ((await sandboxStub(env, id).lookAtArchive()) !== "announced") return;
  await appendAudit(database(env.DB), {
    team_id,
    at: now,
    actor: SYSTEM,
    address: null,
    action: "archive.announced",
    outcome: "done",
    target: `sandbox:${name}`,
    data: { sandbox_id: id },
  });
}
