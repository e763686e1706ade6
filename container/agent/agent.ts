/** Everything the agent has, put together: one object per sandbox, and the table of its requests. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AgentEvent } from "../../workers/engines/agent-api.ts";
import { ActivityClock } from "./activity.ts";
import { Archives } from "./archive.ts";
import { Completions } from "./completion.ts";
import { Events } from "./events.ts";
import { Execs } from "./exec.ts";
import { Files } from "./files.ts";
import { Freezer } from "./freezer.ts";
import { GitReader } from "./git.ts";
import { listeningPortNumbers, listeningPorts } from "./listening-ports.ts";
import { Paths } from "./paths.ts";
import { Pipes } from "./pipes.ts";
import { Processes } from "./processes.ts";
import { PortProxy } from "./proxy.ts";
import { Ptys } from "./ptys.ts";
import { Restores } from "./restore.ts";
import { SandboxProcesses } from "./sandbox-processes.ts";
import type { Settings } from "./settings.ts";

export class Agent {
  readonly settings: Settings;
  readonly activity: ActivityClock;
  readonly freezer: Freezer;
  readonly pipes: Pipes;
  readonly execs: Execs;
  readonly processes: Processes;
  readonly ptys: Ptys;
  readonly files: Files;
  readonly archives: Archives;
  readonly restores: Restores;
  readonly git: GitReader;
  readonly proxy: PortProxy;
  readonly events: Events;
  readonly completions: Completions;
  readonly #own: ReadonlySet<number>;

  /** `ownPorts`: TCP ports that are the agent's or the platform's, neither listed nor proxied. */
  constructor(settings: Settings, ownPorts: ReadonlySet<number>) {
    this.settings = settings;
    this.#own = ownPorts;
    const fifoDirectory = join(settings.runDirectory, "fifos");
    mkdirSync(fifoDirectory, { recursive: true, mode: 0o700 });
    const paths = new Paths(settings.workspace, settings.home);
    this.activity = new ActivityClock(() => this.#attached());
    this.git = new GitReader(settings);
    this.freezer = new Freezer(new SandboxProcesses(settings.alone, this.git.running));
    this.pipes = new Pipes(fifoDirectory);
    this.execs = new Execs(settings, this.pipes, this.activity, this.freezer);
    this.processes = new Processes(settings, this.pipes, this.activity, this.freezer, (info) => {
      this.events.send({ type: "process_exited", process: info });
    });
    this.ptys = new Ptys(settings, this.activity, this.freezer, (type, pty) =>
      this.events.send({ type, pty }),
    );
    this.files = new Files(paths, this.freezer);
    this.archives = new Archives(paths, this.git);
    this.restores = new Restores(settings.workspace);
    this.proxy = new PortProxy(this.activity, ownPorts);
    this.completions = new Completions((completion) => this.events.send({ type: "complete", ...completion }));
    this.events = new Events({
      snapshot: () => this.#snapshot(),
      ports: () => listeningPorts(ownPorts),
      portNumbers: () => listeningPortNumbers(ownPorts),
      isBusy: () => this.execs.running + this.processes.running + this.ptys.live > 0,
      activity: this.activity,
    });
  }

  ports() {
    return listeningPorts(this.#own);
  }

  #attached() {
    return {
      terminals: this.ptys.attached,
      execs: this.execs.running,
      processes: this.processes.running,
      connections: this.proxy.connections,
    };
  }

  #snapshot(): Extract<AgentEvent, { type: "snapshot" }> {
    return {
      type: "snapshot",
      processes: this.processes.list(),
      ptys: this.ptys.list(),
      ports: this.ports(),
      activity: this.activity.now(),
      complete: this.completions.last,
    };
  }
}
