/** One supervised program: started again when it dies, in its own process group so that nothing of it stays. */
import { type ChildProcess, spawn } from "node:child_process";

export interface Program {
  readonly name: string;
  /** TypeScript file, run by this Node. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sent over IPC as soon as it runs: what must appear neither in argv nor in the environment. */
  readonly message?: () => object;
  readonly onMessage?: (message: unknown) => void;
  /** Called with the pid that leads its process group, each time it was started. */
  readonly onStart: (pid: number) => void;
  /** Called when it says (by its exit code) that starting it again is of no use; it has said why. */
  readonly onHopeless: () => void;
}

/** Milliseconds before the first, second… start after a death in a row; the last one repeats. */
const BACK_OFF_MS = [100, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A run this long ends the row. */
const HEALTHY_MS = 30_000;
/** EX_CONFIG of sysexits(3): the configuration is wrong, and will be the next time. */
const HOPELESS_EXIT_CODE = 78;
/** Milliseconds from SIGTERM to SIGKILL. */
const STOP_MS = 10_000;

export class Child {
  readonly #program: Program;
  #process: ChildProcess | undefined;
  #deaths = 0;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  start(): void {
    const { name, file, env, message, onMessage, onStart } = this.#program;
    const started = Date.now();
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file], {
      env: { ...env },
      detached: true,
      // Its stdin closes when we die: that is how a child learns of it. Its stdout is for programs that start it.
      stdio: message ? ["pipe", "ignore", 2, "ipc"] : ["pipe", "ignore", 2],
    });
    this.#process = child;
    child.on("error", (error) => console.error(`${name} could not be run: ${error.message}`));
    child.on("exit", (code, signal) => this.#ended(child, started, signal ?? code));
    if (onMessage) child.on("message", onMessage);
    if (child.pid === undefined) return;
    onStart(child.pid);
    if (message) child.send(message());
  }

  /** Ends it and waits until it is gone; it is not started again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => killGroupOf(child), STOP_MS);
      child.once("exit", () => {
        clearTimeout(force);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }

  /** At once, without waiting: the operator insists. */
  kill(): void {
    this.#stopping = true;
    if (this.#process) killGroupOf(this.#process);
  }

  #ended(child: ChildProcess, started: number, end: string | number | null): void {
    killGroupOf(child);
    if (this.#stopping) return;
    if (end === HOPELESS_EXIT_CODE) {
      this.#program.onHopeless();
      return;
    }
    this.#deaths = Date.now() - started > HEALTHY_MS ? 1 : this.#deaths + 1;
    const wait = BACK_OFF_MS[Math.min(this.#deaths, BACK_OFF_MS.length) - 1] ?? 0;
    console.error(
      `${this.#program.name} ended (${typeof end === "number" ? `exit code ${end}` : end}), starting it again in ${wait / 1000} s`,
    );
    this.#timer = setTimeout(() => this.start(), wait);
  }
}

/** What the child started and left (workerd keeps the port). Its number can't be anybody else's while they live. */
function killGroupOf(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Ends this whole program the ordinary way, with a failure. */
export function stopFailed(): void {
  process.exitCode = 1;
  process.kill(process.pid, "SIGTERM");
}
