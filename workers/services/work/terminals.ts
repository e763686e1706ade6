import type { Caller } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { TerminalBody } from "../../domain/sandbox/bodies.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "./agent-request.ts";

export async function listTerminals(
  context: ServiceContext<Caller>,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly TerminalBody[] }>> {
  return guarded(context, { action: "terminal.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "terminals.read");
    if (!found.ok) return found;
    const answer = await askSandbox(context, found.value, "/terminals");
    return answer.ok ? ok((await answer.value.json()) as { items: TerminalBody[] }) : answer;
  });
}

/** Opens a login shell. Refuses with `sandbox_not_running`, `too_many_terminals` or the field that is wrong. */
export async function openTerminal(
  context: ServiceContext,
  input: {
    readonly name: string;
    readonly cols?: number;
    readonly rows?: number;
    /** What people call it. */
    readonly terminal_name?: string | null;
  },
): Promise<Result<TerminalBody>> {
  return audited(context, { action: "terminal.opened", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.exec");
    if (!found.ok) return found;
    const { cols, rows, terminal_name } = input;
    const body = JSON.stringify({ cols, rows, name: terminal_name });
    const answer = await askSandbox(context, found.value, "/terminals", { method: "POST", body });
    return answer.ok ? ok((await answer.value.json()) as TerminalBody) : answer;
  });
}

/** Null takes its name away. Refuses with `pty_not_found` or the field that is wrong. */
export async function renameTerminal(
  context: ServiceContext,
  input: { readonly name: string; readonly terminal_id: string; readonly terminal_name: string | null },
): Promise<Result<TerminalBody>> {
  const { terminal_id, terminal_name } = input;
  const deed = { action: "terminal.renamed", target: `sandbox:${input.name}`, data: { terminal_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.exec");
    if (!found.ok) return found;
    const path = `/terminals/${encodeURIComponent(terminal_id)}`;
    const body = JSON.stringify({ name: terminal_name });
    const answer = await askSandbox(context, found.value, path, { method: "PATCH", body });
    return answer.ok ? ok((await answer.value.json()) as TerminalBody) : answer;
  });
}

/** Ends its program: HUP, then KILL. One that is gone is a success. */
export async function closeTerminal(
  context: ServiceContext,
  input: { readonly name: string; readonly terminal_id: string },
): Promise<Result<null>> {
  const { terminal_id } = input;
  const deed = { action: "terminal.closed", target: `sandbox:${input.name}`, data: { terminal_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.exec");
    if (!found.ok) return found;
    const path = `/terminals/${encodeURIComponent(terminal_id)}`;
    const answer = await askSandbox(context, found.value, path, { method: "DELETE" });
    return answer.ok ? ok(null) : answer;
  });
}
