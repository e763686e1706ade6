import { mayVisitPreview } from "../services/previews.ts";
import { type Pass, passesIn, readPass } from "./pass.ts";
import type { Visit } from "./visit.ts";

/** How long an answer to "may they still?" holds: a page of a development server asks for hundreds of files. */
const ASKED_AGAIN_MS = 5_000;
const REMEMBERED = 1_000;

/** What was allowed, until when (epoch ms), by pass and sandbox's name. Refusals are never remembered. */
const allowed = new Map<string, number>();

/** Who visits, when a pass of this preview is still good and they may still see its sandbox; null otherwise. */
export async function visitorOf(visit: Visit): Promise<Pass | null> {
  const { env, request, preview, now } = visit;
  for (const text of passesIn(request.headers.get("cookie"))) {
    const pass = await readPass(text, { secret: env.AUTH_SECRET, port: preview.port, now });
    if (pass && (await isAllowed(visit, pass))) return pass;
  }
  return null;
}

async function isAllowed({ env, preview, now }: Visit, pass: Pass): Promise<boolean> {
  const key = [pass.session_id, pass.user_id, pass.team_id, pass.sandbox_id, preview.name].join(" ");
  const until = allowed.get(key) ?? 0;
  if (until > now && until <= now + ASKED_AGAIN_MS) return true;
  allowed.delete(key);
  if (!(await mayVisitPreview(env, preview, pass, now))) return false;
  const [oldest] = allowed.keys();
  if (oldest !== undefined && allowed.size >= REMEMBERED) allowed.delete(oldest);
  allowed.set(key, now + ASKED_AGAIN_MS);
  return true;
}
