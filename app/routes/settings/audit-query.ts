import { ACTOR_KINDS, type AuditQuery, OUTCOMES } from "../../../workers/domain/audit/audit.ts";

const TEXTS = ["actor", "action", "target", "from", "to", "q"] as const;
/** Characters. */
const TEXT_MAX = 200;

/** The filters of the page's address. What is none of its choices is left out. */
export function auditQueryOf(url: URL): AuditQuery {
  const given = (name: string) => url.searchParams.get(name)?.slice(0, TEXT_MAX) || undefined;
  const texts = Object.fromEntries(TEXTS.map((name) => [name, given(name)]));
  return {
    ...texts,
    actor_kind: ACTOR_KINDS.find((kind) => kind === given("actor_kind")),
    outcome: OUTCOMES.find((outcome) => outcome === given("outcome")),
  };
}
