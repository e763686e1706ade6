/** Starts one jail: everything is prepared and recorded before the first jailed instruction runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { descriptorOf } from "./agent-socket.ts";
import { type JailOptions, type JailSources, jailArguments, jailCommand } from "./jail.ts";
import { launchMark } from "./launch-mark.ts";
import { GO_FD, JOIN_SCRIPT, STAGE, STAGE_SCRIPT } from "./launch-script.ts";
import { identify, type ProcessIdentity } from "./process-table.ts";
import { startFailed } from "./refusals.ts";

/** Descriptors in the launched process, in the order of `stdio`. */
const AGENT_FD = 3;
const ARGUMENTS_FD = 4;
const SECCOMP_FD = 5;
const INFO_FD = 6;

export interface LaunchRequest {
  /** Of the engine; see launchMark. */
  readonly instance: string;
  readonly jail: Omit<JailOptions, "seccompFd" | "infoFd" | "agentFd" | "sources">;
  /** Host paths; as root they are gathered below /mnt first. */
  readonly sources: JailSources;
  readonly disk: { readonly kind: "image" | "folder"; readonly path: string };
  readonly uid: number;
  readonly asRoot: boolean;
  /** The sandbox's folder on the host. */
  readonly folder: string;
  readonly seccompFile: string;
  /** `cgroup.procs` files to join. */
  readonly cgroupProcs: readonly string[];
  /** Listens where the agent is to answer; its descriptor goes into the jail. */
  readonly agentSocket: Server;
}

export interface Launched {
  readonly monitor: ProcessIdentity;
  /** Lets the launch go on; call after `monitor` is on disk. Resolves to the jail's pid 1. */
  readonly go: () => Promise<ProcessIdentity>;
  /** Resolves when the monitor ends, with why in words. */
  readonly ended: Promise<string>;
}

const BIN_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

export function launch(request: LaunchRequest): Launched {
  const sources = request.asRoot ? stagedSources(request.sources) : request.sources;
  const jail: JailOptions = {
    ...request.jail,
    sources,
    agentFd: AGENT_FD,
    seccompFd: SECCOMP_FD,
    infoFd: INFO_FD,
  };
  const bwrap = ["bwrap", "--args", String(ARGUMENTS_FD), "--", ...jailCommand(jail)];
  const next = request.asRoot ? [...staging(request), ...bwrap] : bwrap;
  const largestFile = String(Math.ceil(request.jail.spec.limits.disk_bytes / 512));
  const join = [largestFile, String(request.cgroupProcs.length), ...request.cgroupProcs];
  const child = spawnWithDescriptors(request, jailArguments(jail), [
    ...["-euc", JOIN_SCRIPT, "sandbar-launch", ...join],
    ...next,
  ]);
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
  const monitor = child.pid === undefined ? undefined : identify(child.pid);
  if (monitor === undefined) throw startFailed("the launcher could not be run");
  child.unref();
  return { monitor, ended, go: () => letGo(child, ended) };
}

function launchEnvironment(instance: string, id: string): Record<string, string> {
  const [name = "", value = ""] = launchMark(instance, id).split("=");
  return { PATH: BIN_PATH, [name]: value };
}

function stagedSources(sources: JailSources): JailSources {
  return {
    ...STAGE,
    egress: sources.egress && STAGE.egress,
    repository: sources.repository && STAGE.repository,
  };
}

function staging(request: LaunchRequest): string[] {
  const { disk, sources, uid } = request;
  const paths = [disk.path, sources.opt, sources.etc, sources.egress ?? "", sources.repository ?? ""];
  const unshare = ["unshare", "--mount", "--propagation", "private", "--"];
  return [...unshare, "/bin/sh", "-euc", STAGE_SCRIPT, "sandbar-stage", String(uid), disk.kind, ...paths];
}

/** The child gets exactly the descriptors listed here: Node marks all of its own close-on-exec. */
function spawnWithDescriptors(
  request: LaunchRequest,
  bwrapArguments: string[],
  argv: string[],
): ChildProcess {
  // A whole file rather than a pipe: were we to die while writing, a part would be a weaker jail.
  const argumentsPath = join(request.folder, "bwrap.arguments");
  writeFileSync(argumentsPath, bwrapArguments.map((argument) => `${argument}\0`).join(""), { mode: 0o600 });
  const argumentsFd = openSync(argumentsPath, "r");
  const seccompFd = openSync(request.seccompFile, "r");
  const logPath = join(request.folder, "agent.log");
  rmSync(logPath, { force: true });
  const logFd = openSync(logPath, "a", 0o600); // appending, so that the watchdog may cut it
  rmSync(argumentsPath);
  try {
    return spawn("/bin/sh", argv, {
      cwd: "/",
      detached: true,
      env: launchEnvironment(request.instance, request.jail.id),
      stdio: [
        "ignore",
        "ignore",
        logFd,
        descriptorOf(request.agentSocket),
        argumentsFd,
        seccompFd,
        "pipe",
        "pipe",
      ],
    });
  } finally {
    for (const fd of [argumentsFd, seccompFd, logFd]) closeSync(fd);
  }
}

async function letGo(child: ChildProcess, ended: Promise<string>): Promise<ProcessIdentity> {
  const info = child.stdio.at(INFO_FD) as Readable;
  const go = child.stdio.at(GO_FD) as Writable;
  go.on("error", () => undefined); // the launcher died first: `ended` says so
  go.end("go\n");
  let text = "";
  const read = (async () => {
    for await (const chunk of info) text += chunk;
  })();
  await Promise.race([read, ended]);
  const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
  const init = pid === undefined ? undefined : identify(Number(pid));
  if (init === undefined) throw startFailed(`bubblewrap did not come up (${await ended})`);
  return init;
}
