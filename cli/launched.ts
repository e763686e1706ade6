import { RECORD } from "./answers.ts";
import { sandboxPath } from "./api.ts";
import type { Launched, RecordBody } from "./bodies.ts";
import type { Session } from "./command.ts";
import { done, EXIT, type Outcome } from "./failure.ts";
import { operationEnd } from "./operations.ts";
import { recordLines } from "./text/record.ts";

/** Tells of a sandbox that is on its way; with `wait` once it runs. */
export async function tellLaunched(
  session: Session,
  launched: Outcome<Launched>,
  wait: boolean,
): Promise<Outcome<number>> {
  if (!launched.ok) return launched;
  const { output } = session;
  const { operation_id, reused, resumed } = launched.value;
  const sandbox = wait && operation_id !== null ? await running(session, launched.value, operation_id) : null;
  if (sandbox && !sandbox.ok) return sandbox;
  const record = sandbox?.value ?? launched.value.sandbox;
  output.body({ ...launched.value, sandbox: record });
  if (reused && !resumed) output.note("It existed already.");
  if (resumed) output.note("It was archived and comes back with its files.");
  output.say(recordLines(output, record, Date.now()));
  return done(EXIT.done);
}

async function running(
  session: Session,
  { sandbox: { name } }: Launched,
  operation_id: string,
): Promise<Outcome<RecordBody>> {
  const end = await operationEnd(session, name, operation_id, `Launching ${name}`);
  return end.ok ? session.api.get(RECORD, sandboxPath(name)) : end;
}
