/** The real engine, of whose connections to agents a test can cut or silence each. */
import type { AgentTransport, SandboxEngine } from "../engines/engine.ts";
import { engine } from "./sandboxes.ts";

interface Leg {
  readonly path: string;
  readonly cut: () => void;
  /** Open by its looks, but nothing passes any more. */
  readonly silence: () => void;
}

export interface Legs {
  readonly engine: SandboxEngine;
  /** Open sockets, oldest first. */
  readonly open: readonly Leg[];
  /** While set, every request and socket is refused as when the engine is down. */
  down: boolean;
  /** Requests whose path has this in it wait until it is null again. */
  holds: string | null;
  /** While set, a connection is cut behind the first frame of this type that the agent sends; then it is null again. */
  cutBehind: number | null;
  /** Cuts those whose path has this in it; answers how many. */
  readonly cut: (part: string) => number;
  /** Paths of requests that were not for sockets. */
  readonly requests: string[];
}

export function agentLegs(): Legs {
  const real = engine();
  const open: Leg[] = [];
  const legs: Legs = {
    engine: real,
    open,
    down: false,
    holds: null,
    cutBehind: null,
    requests: [],
    cut: (part) => {
      const chosen = open.filter(({ path }) => path.includes(part));
      for (const leg of chosen) leg.cut();
      return chosen.length;
    },
  };
  const through = (transport: AgentTransport): AgentTransport => ({
    fetch: async (path, init) => {
      if (legs.down) throw new Error("connection refused");
      const isSocket = new Headers(init?.headers).get("upgrade") === "websocket";
      if (!isSocket) legs.requests.push(path);
      while (legs.holds !== null && path.includes(legs.holds)) await new Promise((go) => setTimeout(go, 10));
      const response = await transport.fetch(path, init);
      return response.webSocket ? bridged(path, response, response.webSocket, legs, open) : response;
    },
  });
  const agent: SandboxEngine["agent"] = (id, generation) => through(real.agent(id, generation));
  const proxied = new Proxy(real, {
    get(_, name) {
      if (name === "agent") return agent;
      const value = Reflect.get(real, name) as unknown;
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
  return Object.assign(legs, { engine: proxied });
}

function bridged(path: string, response: Response, agent: WebSocket, legs: Legs, open: Leg[]): Response {
  const { 0: client, 1: ours } = new WebSocketPair();
  agent.binaryType = ours.binaryType = "arraybuffer";
  let silent = false;
  const close = (socket: WebSocket, code: number, reason: string) => {
    if (socket.readyState <= WebSocket.OPEN)
      socket.close(code >= 3000 || code === 1000 ? code : 1000, reason);
  };
  const leg: Leg = {
    path,
    cut: () => {
      close(ours, 3999, "cut by the test");
      close(agent, 1000, "cut by the test");
      leave();
    },
    silence: () => {
      silent = true;
    },
  };
  const leave = () => {
    const at = open.indexOf(leg);
    if (at >= 0) open.splice(at, 1);
  };
  open.push(leg);
  const carry = (from: WebSocket, to: WebSocket) => {
    from.addEventListener("message", ({ data }) => {
      if (!silent && to.readyState === WebSocket.OPEN) to.send(data);
      if (from === agent && typeof data !== "string" && frameType(data) === legs.cutBehind) {
        legs.cutBehind = null;
        leg.cut();
      }
    });
    from.addEventListener("close", ({ code, reason }) => {
      leave();
      if (!silent) close(to, code, reason);
    });
    from.accept();
  };
  carry(agent, ours);
  carry(ours, agent);
  return new Response(null, { status: 101, webSocket: client, headers: response.headers });
}

function frameType(message: ArrayBuffer | Blob): number | undefined {
  return message instanceof ArrayBuffer ? new Uint8Array(message)[0] : undefined;
}
