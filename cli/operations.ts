import { setTimeout as sleep } from "node:timers/promises";
import { OPERATION } from "./answers.ts";
import { sandboxPath } from "./api.ts";
import type { OperationStatusBody, Started } from "./bodies.ts";
import type { Session } from "./command.ts";
import { done, lasting, type Outcome, told } from "./failure.ts";

/** Between two looks: short at first, since most operations are. */
const LOOK_MS = { first: 100, longest: 1_000 };
/** For so long the dashboard may be away before waiting is given up, ms. */
const AWAY_MS = 60_000;

/** What an operation came to. `doing` is what people are told meanwhile, e.g. `Saving demo`. */
export async function operationEnd(
  { api, output }: Session,
  name: string,
  operation_id: string,
  doing: string,
): Promise<Outcome<OperationStatusBody>> {
  const begun = Date.now();
  let answered = begun;
  for (let wait = LOOK_MS.first; ; wait = Math.min(LOOK_MS.longest, wait * 1.5)) {
    output.progress(`${doing}… ${Math.round((Date.now() - begun) / 1000)} s`);
    const look = await api.get(
      OPERATION,
      `${sandboxPath(name)}/operations/${encodeURIComponent(operation_id)}`,
    );
    if (look.ok) {
      answered = Date.now();
      const { status, error } = look.value;
      if (status === "succeeded") return look;
      if (status === "failed") return told({ ...error!, operation_id });
    } else if (lasting(look.failure) || Date.now() - answered > AWAY_MS) return look;
    await sleep(wait);
  }
}

/** The answer that began an operation, as it is once that has ended: what `Prefer: wait` would have answered. */
export async function ended<T extends Started>(
  session: Session,
  name: string,
  started: Outcome<T>,
  doing: string,
): Promise<Outcome<T>> {
  if (!started.ok || started.value.status !== "running") return started;
  const end = await operationEnd(session, name, started.value.operation_id, doing);
  if (!end.ok) return end;
  return done({ ...started.value, status: "succeeded", result: end.value.result });
}
