/** DATA_DIR/run/start.json: who runs this deployment, so that one start follows another cleanly after a kill -9. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goneIfEnding, identify, killGroup, type ProcessIdentity } from "./processes.ts";

interface Content {
  readonly supervisor: ProcessIdentity;
  /** Leaders of the process groups of its children. */
  readonly children: Readonly<Record<string, ProcessIdentity>>;
  /** Where the engine listens on 127.0.0.1; its token is in secrets.json. */
  readonly engine_port?: number;
}

export class RunFile {
  readonly #path: string;
  #content: Content;

  private constructor(path: string, content: Content) {
    this.#path = path;
    this.#content = content;
  }

  /**
   * Takes the data folder over from a supervisor that is gone, ending what it left behind. Answers the pid of
   * one that still runs instead, also of one that takes it over meanwhile: the last to say so has it. `mark` is what command lines of our programs contain: the project's folder.
   */
  static take(dataDir: string, mark: string): RunFile | { readonly runsAs: number } {
    mkdirSync(join(dataDir, "run"), { recursive: true, mode: 0o700 });
    const path = join(dataDir, "run", "start.json");
    const earlier = readContent(path);
    if (earlier && earlier.supervisor.pid !== process.pid && !goneIfEnding(earlier.supervisor)) {
      return { runsAs: earlier.supervisor.pid };
    }
    const supervisor = identify(process.pid) ?? { pid: process.pid, started: "" };
    const left = earlier?.children ?? {};
    const file = new RunFile(path, { supervisor, children: left });
    file.#write();
    for (const leader of Object.values(left)) killGroup(leader, mark);
    const last = readContent(path)?.supervisor ?? supervisor;
    if (last.pid !== supervisor.pid) return { runsAs: last.pid };
    file.#content = { supervisor, children: {} };
    file.#write();
    return file;
  }

  /** Notes which process now leads the group of the child `name`. */
  note(name: string, pid: number): void {
    const leader = identify(pid) ?? { pid, started: "" };
    this.#content = { ...this.#content, children: { ...this.#content.children, [name]: leader } };
    this.#writeIfThereIsRoom();
  }

  noteEnginePort(engine_port: number): void {
    this.#content = { ...this.#content, engine_port };
    this.#writeIfThereIsRoom();
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  /** What runs goes on without it: a child that is not noted ends by itself when its supervisor has gone. */
  #writeIfThereIsRoom(): void {
    try {
      this.#write();
    } catch (error) {
      console.error(`${this.#path} can't be written, and Sandbar goes on: ${(error as Error).message}`);
    }
  }

  #write(): void {
    const temporary = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(temporary, JSON.stringify(this.#content), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** Undefined when there is none, or it is damaged (written by a machine that lost power). */
function readContent(path: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
