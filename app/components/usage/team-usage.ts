import type { UsageBody } from "../../../workers/domain/usage/usage-body.ts";

/** What the charts of the whole team draw, which is nobody's own. */
export interface TeamUsage {
  readonly team: UsageBody["team"];
  readonly days: readonly Omit<UsageBody["days"][number], "hours">[];
}
