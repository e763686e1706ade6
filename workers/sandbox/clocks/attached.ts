import type { Attached } from "../../domain/lifecycle.ts";
import type { AgentClient } from "../../engines/agent-client.ts";

export const NOBODY: Attached = { terminals: 0, execs: 0, processes: 0 };

/** Who is at work in it. An agent that can't answer has nobody attached; the save that comes next decides what that means. */
export async function attachedTo(agent: AgentClient, sandbox_id: string): Promise<Attached> {
  try {
    const { terminals, execs, processes } = (await agent.activity()).attached;
    return { terminals, execs, processes };
  } catch (error) {
    console.warn(`activity of ${sandbox_id}: ${String(error)}`);
    return NOBODY;
  }
}
