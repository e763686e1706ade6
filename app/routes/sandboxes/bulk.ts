import type { Refusal, Result } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { saveSandbox } from "../../../workers/services/keeping/checkpoints.ts";
import { keepAlive } from "../../../workers/services/sandboxes/keep-alive.ts";
import { teardownSandbox } from "../../../workers/services/sandboxes/teardown.ts";

type Deed = (services: ServiceContext, input: { name: string }) => Promise<Result<unknown>>;

const KEPT_MINUTES = 60;

const DEEDS: Readonly<Record<string, Deed>> = {
  save: saveSandbox,
  keep_alive: (services, { name }) => keepAlive(services, { name, minutes: KEPT_MINUTES }),
  teardown: teardownSandbox,
};

/** Does one thing to several sandboxes; the others go on when one is refused. Tells what was refused, together. */
export async function runForEach(
  services: ServiceContext,
  intent: string,
  names: readonly FormDataEntryValue[],
): Promise<Refusal | null> {
  const deed = DEEDS[intent];
  if (!deed || names.length === 0) return NOTHING_CHOSEN;
  const results = await Promise.all(
    names.map(async (name) => ({ name: String(name), result: await deed(services, { name: String(name) }) })),
  );
  const refused = results.flatMap(({ name, result }) =>
    result.ok ? [] : [{ name, refusal: result.refusal }],
  );
  const first = refused[0];
  if (!first) return null;
  if (refused.length === 1) return { ...first.refusal, message: `${first.name}: ${first.refusal.message}` };
  return {
    reason_code: "partly_refused",
    message: `${refused.length} of ${names.length} were refused: ${refused.map(({ name }) => name).join(", ")}.`,
    retryable: refused.some(({ refusal }) => refusal.retryable),
    next_step: `The first says: ${first.refusal.message} ${first.refusal.next_step ?? ""}`,
  };
}

const NOTHING_CHOSEN: Refusal = {
  reason_code: "nothing_chosen",
  message: "No sandbox was chosen.",
  retryable: false,
  next_step: "Tick at least one row, then choose what to do.",
};
