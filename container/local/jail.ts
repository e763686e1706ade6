/** The jail itself, as bubblewrap's arguments. */
import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { SandboxId, StartSpec } from "../../workers/engines/engine.ts";
import { ETC_FROM_HOST } from "./etc-files.ts";
import { INSIDE } from "./jail-paths.ts";

/** Where the launcher finds what goes into the jail: host paths, or those of the root launcher's stage. */
export interface JailSources {
  readonly workspace: string;
  readonly home: string;
  readonly opt: string;
  readonly etc: string;
  /** Folder with the egress proxy's socket, when there is egress. */
  readonly egress: string | undefined;
  readonly repository: string | undefined;
}

export interface JailOptions {
  readonly id: SandboxId;
  readonly generation: number;
  readonly spec: StartSpec;
  readonly sources: JailSources;
  /** Names of the files in `sources.etc`. */
  readonly etcFiles: readonly string[];
  readonly seccompFd: number;
  readonly infoFd: number;
  readonly agentFd: number;
  /** Processes and threads, set inside the jail as RLIMIT_NPROC; undefined where a cgroup does it. */
  readonly processLimit: number | undefined;
}

/** Arguments for `bwrap --args FD`; the command follows on the command line (see jailCommand). */
export function jailArguments(options: JailOptions): string[] {
  const { sources, spec } = options;
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"],
    ...["--unshare-cgroup-try", "--disable-userns", "--cap-drop", "ALL", "--new-session", "--clearenv"],
    ...["--uid", String(INSIDE.uid), "--gid", String(INSIDE.uid), "--hostname", options.id],
    ...["--seccomp", String(options.seccompFd), "--info-fd", String(options.infoFd)],
    // Parents that bubblewrap would make on its way are made closed to all but their owner: name them.
    ...["/etc", "/etc/ssh", "/home", "/opt", "/run", "/run/sandbar", "/var"].flatMap(openFolder),
    ...systemFolders(),
    ...etcMounts(sources.etc, options.etcFiles),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...temporary("/dev/shm", Math.min(spec.limits.memory_bytes / 4, 1 << 30)),
    ...temporary("/tmp", spec.limits.memory_bytes / 2),
    ...["--symlink", "/tmp", "/var/tmp"],
    ...["--ro-bind", sources.opt, INSIDE.opt],
    ...(sources.egress ? ["--ro-bind", sources.egress, INSIDE.egressFolder] : []),
    ...(sources.repository ? ["--ro-bind", sources.repository, INSIDE.repository] : []),
    ...["--bind", sources.home, INSIDE.home, "--bind", sources.workspace, INSIDE.workspace],
    // Both are memory file systems without a size: nothing may be written to them.
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", INSIDE.workspace],
    ...environment(options).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
}

/** As the agent wants to be started (container/agent/main.ts): it streams, so a small heap is enough. */
const AGENT_HEAP = ["--max-old-space-size=128", "--max-semi-space-size=1"];

export function jailCommand(options: JailOptions): string[] {
  const limit = options.processLimit;
  // Inside, because RLIMIT_NPROC set before the user namespace would count all of the host user's processes.
  const prlimit = limit === undefined ? [] : ["/usr/bin/prlimit", `--nproc=${limit}:${limit}`, "--"];
  const bridge = options.sources.egress ? ["--import", INSIDE.bridge] : [];
  return [...prlimit, INSIDE.node, ...AGENT_HEAP, ...bridge, INSIDE.agent];
}

function environment(options: JailOptions): [string, string][] {
  const proxy = `http://127.0.0.1:${INSIDE.egressPort}`;
  const local = "localhost,127.0.0.1,::1";
  const egress: [string, string][] = options.sources.egress
    ? [
        ...["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].map((name): [string, string] => [
          name,
          proxy,
        ]),
        ["no_proxy", local],
        ["NO_PROXY", local],
        ["NODE_USE_ENV_PROXY", "1"],
        ["SANDBAR_EGRESS_SOCKET", INSIDE.egressSocket],
        ["SANDBAR_EGRESS_PORT", String(INSIDE.egressPort)],
        ["SANDBAR_OWN_PORTS", String(INSIDE.egressPort)],
      ]
    : [];
  return [
    ["PATH", INSIDE.path],
    ["HOME", INSIDE.home],
    ["USER", INSIDE.user],
    ["LOGNAME", INSIDE.user],
    ["SHELL", existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh"],
    ["LANG", "C.UTF-8"],
    ["TMPDIR", "/tmp"],
    ["SANDBAR_SANDBOX_ID", options.id],
    ["SANDBAR_GENERATION", String(options.generation)],
    ["SANDBAR_AGENT_FD", String(options.agentFd)],
    ["SANDBAR_ALONE", "1"],
    ...egress,
  ];
}

/** /usr read-only, and beside it what the host has: links into /usr, or folders of their own. */
function systemFolders(): string[] {
  const mounts = ["--ro-bind", "/usr", "/usr"];
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]) {
    if (!existsSync(path)) continue;
    const isLink = lstatSync(path).isSymbolicLink();
    mounts.push(...(isLink ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path]));
  }
  return mounts;
}

function etcMounts(folder: string, files: readonly string[]): string[] {
  const inside = (name: string): string => (name === "ssh_config" ? "/etc/ssh/ssh_config" : `/etc/${name}`);
  return [
    ...files.flatMap((name) => ["--ro-bind", join(folder, name), inside(name)]),
    ...ETC_FROM_HOST.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ...(existsSync("/usr/lib/os-release") ? ["--symlink", "../usr/lib/os-release", "/etc/os-release"] : []),
    ...["--symlink", "/proc/self/mounts", "/etc/mtab"],
  ];
}

function openFolder(path: string): string[] {
  return ["--perms", "0755", "--dir", path];
}

function temporary(path: string, bytes: number): string[] {
  return ["--perms", "1777", "--size", String(Math.floor(bytes)), "--tmpfs", path];
}

/** Names of the generated /etc files of a runtime folder. */
export function etcFilesIn(folder: string): string[] {
  return readdirSync(folder);
}
