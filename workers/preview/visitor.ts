import { mayVisitPreview } from "../services/work/previews.ts";
import { type Pass, passesIn, readPass } from "./pass.ts";
import type { Visit } from "./visit.ts";

/** How long an answer to "may they still?" holds: a page of a development server asks for hundreds of files. */
const ASKED_AGAIN_MS = 5_000;
const REMEMBERED = 1_000;

/** What was allowed, until when (epoch ms), by pass and sandbox's name. Refusals are never remembered. */
const allowed = new Map<string, number>();

export interface Visitor {
  readonly pass: Pass;
  /** When it was asked whether they may, epoch ms or before. */
  readonly decided_at: number;
}

/** Who visits, when a pass of this preview is still good and they may still see its sandbox; null otherwise. */
export async function visitorOf(visit: Visit): Promise<Visitor | null> {
  const { env, request, preview, now } = visit;
  for (const text of passesIn(request.headers.get("cookie"))) {
    const pass = await readPass(text, { secret: env.AUTH_SECRET, port: preview.port, now });
    if (!pass) continue;
    const decided_at = await allowedSince(visit, pass);
    if (decided_at !== null) return { pass, decided_at };
  }
  return null;
}

/** The same, asked anew: what was remembered of them is out of date. */
export async function visitorAgain(visit: Visit, { pass }: Visitor): Promise<Visitor | null> {
  allowed.delete(keyOf(visit, pass));
  return await visitorOf({ ...visit, now: Date.now() });
}

async function allowedSince(visit: Visit, pass: Pass): Promise<number | null> {
  const { env, preview, now } = visit;
  const key = keyOf(visit, pass);
  const until = allowed.get(key) ?? 0;
  if (until > now && until <= now + ASKED_AGAIN_MS) return until - ASKED_AGAIN_MS;
  allowed.delete(key);
  if (!(await mayVisitPreview(env, preview, pass, now))) return null;
  const [oldest] = allowed.keys();
  if (oldest !== undefined && allowed.size >= REMEMBERED) allowed.delete(oldest);
  allowed.set(key, now + ASKED_AGAIN_MS);
  return now;
}

function keyOf({ preview }: Visit, pass: Pass): string {
  return [pass.session_id, pass.user_id, pass.team_id, pass.sandbox_id, preview.name].join(" ");
}
