import type { TerminalBody } from "../../domain/sandbox/bodies.ts";
import type { PtyInfo } from "../../engines/agent-api.ts";

/** A terminal as programs and pages read it. An agent of an older version gives no name. */
export function terminalBody(pty: PtyInfo): TerminalBody {
  const { pty_id, name, title, cols, rows, offset, first_offset, exit, created_at } = pty;
  return {
    terminal_id: pty_id,
    name: name ?? null,
    title,
    cols,
    rows,
    offset,
    first_offset,
    exit,
    created_at,
  };
}
