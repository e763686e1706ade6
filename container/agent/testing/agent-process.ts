/** A real agent as a child process, in a temporary folder and without a jail, for tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Agent as UndiciAgent, fetch as undiciFetch } from "undici";
import { WebSocket } from "ws";
import { GENERATION_HEADER } from "../../../workers/engines/agent-api.ts";
import { AgentClient } from "../../../workers/engines/agent-client.ts";
import type { AgentTransport } from "../../../workers/engines/engine.ts";
import { buildAgent } from "../build.ts";
import { removeTree } from "../remove-tree.ts";

export interface AgentProcess {
  readonly client: AgentClient;
  readonly transport: AgentTransport;
  readonly socketPath: string;
  readonly workspace: string;
  readonly home: string;
  readonly child: ChildProcess;
  /** A client that asks for another generation. */
  clientOf(generation: number): AgentClient;
  /** An open WebSocket; `onMessage` is called from its first message on. */
  socket(path: string, onMessage: (data: Buffer) => void): Promise<WebSocket>;
  /** Resident memory in bytes. */
  memory(): number;
  /** Ends it and deletes its folder, unless that is kept for the next one. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export interface AgentProcessOptions {
  readonly generation?: number;
  /** Folder of an agent that was stopped with `keep`. */
  readonly folder?: string;
  /** Runs the agent as this user and group (only root can ask for it). */
  readonly uid?: number;
}

/** The agent's program, built for the first agent of this process. */
let bundle: Promise<Buffer> | undefined;

export async function startAgentProcess(options: AgentProcessOptions = {}): Promise<AgentProcess> {
  const generation = options.generation ?? 1;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "sandbar-agent-"));
  const [workspace, home] = [join(folder, "workspace"), join(folder, "home")];
  for (const path of [workspace, home, join(folder, "opt")]) mkdirSync(path, { recursive: true });
  const program = join(folder, "opt/agent.mjs");
  bundle ??= bundled(program);
  writeFileSync(program, await bundle);
  installNativePty(join(folder, "opt"));
  if (options.uid !== undefined) {
    chmodSync(folder, 0o755);
    for (const path of [workspace, home]) chownSync(path, options.uid, options.uid);
  }
  const socketPath = join(folder, "agent.sock");
  rmSync(socketPath, { force: true });
  // As an engine does it: the socket listens already and is handed over as a descriptor.
  const listener = createServer().listen(`${socketPath}.new`);
  await once(listener, "listening");
  const { fd } = (listener as unknown as { _handle: { fd: number } })._handle;
  const child = spawn(process.execPath, ["--max-old-space-size=128", "--max-semi-space-size=1", program], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      SANDBAR_GENERATION: String(generation),
      SANDBAR_WORKSPACE: workspace,
    },
    stdio: ["ignore", "pipe", "inherit", fd],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid, cwd: workspace }),
  });
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  // Only the agent may accept. Closing removes the path that was listened on, so the socket moves first.
  renameSync(`${socketPath}.new`, socketPath);
  listener.close();
  const dispatcher = new UndiciAgent({
    connect: { socketPath },
    bodyTimeout: 0,
    headersTimeout: 0,
    pipelining: 0,
  });
  const transportOf = (asked: number): AgentTransport => ({
    fetch: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set(GENERATION_HEADER, String(asked));
      const request = { ...init, headers, dispatcher } as unknown as Parameters<typeof undiciFetch>[1];
      return (await undiciFetch(`http://agent${path}`, request)) as unknown as Response;
    },
  });
  const clientOf = (asked: number) => new AgentClient(transportOf(asked), asked);
  return {
    client: clientOf(generation),
    transport: transportOf(generation),
    socketPath,
    workspace,
    home,
    child,
    clientOf,
    socket: async (path, onMessage) => {
      const headers = { [GENERATION_HEADER]: String(generation) };
      const socket = new WebSocket(`ws+unix://${socketPath}:${path}`, { headers });
      socket.on("message", onMessage);
      await once(socket, "open");
      return socket;
    },
    memory: () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
    stop: async ({ keep = false } = {}) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await dispatcher.destroy();
      // As the agent removes: also out of folders that their owner may not write to.
      if (!keep) await removeTree(folder);
    },
  };
}

async function bundled(outFile: string): Promise<Buffer> {
  await buildAgent(outFile);
  return readFileSync(outFile);
}

function installNativePty(folder: string): void {
  const name = `@lydell/node-pty-${process.platform}-${process.arch}`;
  const from = dirname(createRequire(import.meta.url).resolve(`${name}/pty.node`));
  cpSync(from, join(folder, "node_modules", name), { recursive: true });
}
