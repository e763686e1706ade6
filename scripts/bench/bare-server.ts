/** Starts the bare WebSocket-to-PTY server as a process of its own: the floor of everything about terminals. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export class BareServer {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(): Promise<BareServer> {
    const child = fork(join(import.meta.dirname, "bare-server-program.ts"), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const [port] = (await once(child, "message")) as [number];
    return new BareServer(child, port);
  }

  /** Each connection gets a PTY of its own that runs `bash -c script`; the connection's end ends it. */
  url(script: string): string {
    return `ws://127.0.0.1:${this.#port}/?${new URLSearchParams({ script })}`;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exited;
  }
}
