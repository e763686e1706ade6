import { isPtySide } from "../../domain/protocol.ts";
import { terminalName } from "../../domain/terminal/terminal-name.ts";
import { AGENT_ID } from "../../engines/agent-api.ts";
import type { SocketViewer } from "../contract.ts";
import type { Sandbox } from "../sandbox.ts";
import { terminalBody } from "../terminal/terminal-body.ts";
import { crowdedOut } from "../viewers/guest-crowd.ts";
import { closedSocket, refused } from "./route.ts";

const DEFAULT_SIZE = { cols: 80, rows: 24 };
/** Shells of one sandbox at once. */
const TERMINAL_LIMIT = 32;

/** `GET|POST /terminals`, `PATCH|DELETE /terminals/:id`, `WS /terminals/:id?offset=N&viewer=ID`. */
export async function terminals(sandbox: Sandbox, request: Request, who: SocketViewer): Promise<Response> {
  const url = new URL(request.url);
  const [, , id] = url.pathname.split("/");
  if (!id) return request.method === "POST" ? create(sandbox, request) : list(sandbox);
  if (!AGENT_ID.test(id)) return badInput("id", "That is not a terminal's id.");
  if (request.method === "DELETE") {
    await sandbox.agent().closePty(id);
    sandbox.terminalsChanged();
    return new Response(null, { status: 204 });
  }
  if (request.method === "PATCH") return await rename(sandbox, id, request);
  if (request.headers.get("upgrade") !== "websocket") {
    return refused(426, {
      reason_code: "websocket_expected",
      message: "Connect by WebSocket.",
      retryable: false,
    });
  }
  const asked = url.searchParams.get("offset");
  const offset = asked === null ? undefined : Number(asked);
  if (asked === "" || (offset !== undefined && (!Number.isSafeInteger(offset) || offset < 0)))
    return badInput("offset", "The offset must be a count of bytes.");
  const viewer = url.searchParams.get("viewer") ?? crypto.randomUUID();
  if (!AGENT_ID.test(viewer)) return badInput("viewer", "That is not a viewer's id.");
  const lost = sandbox.lostRights.since(who);
  if (lost) return closedSocket(lost);
  const crowded = crowdedOut(who, sandbox.guests);
  if (crowded) return refused(429, crowded);
  const webSocket = sandbox.terminals.connect(id, viewer, who, offset);
  return new Response(null, { status: 101, webSocket });
}

async function create(sandbox: Sandbox, request: Request): Promise<Response> {
  const asked = await bodyOf(request);
  const { cols, rows } = { ...DEFAULT_SIZE, ...asked };
  if (!isPtySide(cols)) return badInput("cols", "Columns must be a whole number from 1 to 4096.");
  if (!isPtySide(rows)) return badInput("rows", "Rows must be a whole number from 1 to 4096.");
  const name = terminalName(asked.name ?? null);
  if (!name.ok) return refused(400, name.refusal);
  const open = (await sandbox.agent().listPtys()).filter((pty) => !pty.exit).length;
  if (open >= TERMINAL_LIMIT) {
    return refused(429, {
      reason_code: "too_many_terminals",
      message: `This sandbox has ${TERMINAL_LIMIT} open terminals already.`,
      retryable: true,
      next_step: "Close one first.",
    });
  }
  const pty_id = `t${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const env = await sandbox.launchEnv();
  const named = name.value === null ? {} : { name: name.value };
  const make = () => sandbox.agent().createPty({ pty_id, cols, rows, env, ...named });
  const pty = await sandbox.recordings.opening(pty_id, make);
  sandbox.terminalsChanged();
  return Response.json(terminalBody(pty), { status: 201 });
}

async function rename(sandbox: Sandbox, id: string, request: Request): Promise<Response> {
  const { name: asked } = await bodyOf(request);
  if (asked === undefined) return badInput("name", "Say the name, or null for none.");
  const name = terminalName(asked);
  if (!name.ok) return refused(400, name.refusal);
  const pty = await sandbox.agent().renamePty(id, name.value);
  sandbox.terminalsChanged();
  return Response.json(terminalBody(pty));
}

async function list(sandbox: Sandbox): Promise<Response> {
  return Response.json({ items: (await sandbox.agent().listPtys()).map(terminalBody) });
}

/** The Worker has checked its types. */
async function bodyOf(request: Request): Promise<{ cols?: number; rows?: number; name?: string | null }> {
  const text = await request.text();
  return text === "" ? {} : (JSON.parse(text) as object);
}

function badInput(field: string, message: string): Response {
  return refused(400, { reason_code: "invalid_input", message, retryable: false, field });
}
