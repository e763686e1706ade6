/** From inside a jail: files, processes and the kernel. Each attempt has a control that succeeds outside. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { attemptOutside, Inside, outside } from "./testing/inside.ts";

const isRoot = process.getuid?.() === 0;
const engine = new EngineProcess();
const inside = new Inside(engine, "attacker");
let canaryFolder: string;
let hostProcess: ChildProcess;

beforeAll(async () => {
  await engine.start();
  await engine.engine.start("attacker", 1, startSpec({ egress: { mode: "proxy" } }));
  await engine.engine.start("victim", 1, startSpec());
  await engine.agent("victim").writeFile("/workspace/secret", "victim's work");
  canaryFolder = mkdtempSync(join(homedir(), ".sandbar-canary-"));
  writeFileSync(join(canaryFolder, "secret"), "host's secret");
  hostProcess = spawn("sleep", ["98765"]);
});

afterAll(async () => {
  hostProcess.kill("SIGKILL");
  rmSync(canaryFolder, { recursive: true });
  await engine.dispose();
});

describe("the host's files", () => {
  test("can't be read or listed: home, accounts, the engine's data, other sandboxes", async () => {
    const record = join(engine.dataDir, "records/victim.json");
    for (const path of [join(canaryFolder, "secret"), record, ...(isRoot ? ["/etc/shadow"] : [])]) {
      expect(readFileSync(path, "utf8")).not.toBe(""); // control
      expect((await inside.run(["cat", path])).code).toBe(1);
    }
    for (const path of [
      canaryFolder,
      engine.dataDir,
      "/root",
      "/mnt",
      "/sys",
      "/boot",
      "/srv",
      "/proc/1/root/root",
    ]) {
      expect((await inside.run(["ls", path])).code).toBe(2);
    }
    expect((await inside.sh("ls /home")).out).toBe("sandbox");
    expect((await inside.sh("cat /etc/passwd; ls /etc")).out).not.toMatch(/shadow|sudoers|gshadow/);
  });

  test("can't be found anywhere in what the jail does see", async () => {
    const find = "find / -xdev -name secret -not -path '/proc/*' 2>/dev/null; ls /home/sandbox /workspace";
    expect((await inside.sh(find)).out).not.toContain("secret");
    await inside.sh("echo own > /workspace/secret-control");
    expect((await inside.sh("ls /workspace")).out).toContain("secret-control"); // control
  });

  test("a link in the workspace leads to the jail's own files, for the agent too", async () => {
    await inside.sh(
      'ln -s "$1" /workspace/link; ln -s /proc/1/root /workspace/root',
      join(canaryFolder, "secret"),
    );
    const agent = engine.agent("attacker");
    await expect(agent.readFile("/workspace/link")).rejects.toThrow();
    await expect(agent.readFile(`/workspace/root${join(canaryFolder, "secret")}`)).rejects.toThrow();
    await inside.sh("echo own > /workspace/own; ln -sf own /workspace/link");
    expect(await (await agent.readFile("/workspace/link")).text()).toBe("own\n"); // control
  });

  test.each([
    "/usr/evil",
    "/etc/evil",
    "/opt/sandbar/evil",
    "/evil",
    "/dev/evil",
    "/run/sandbar/evil",
    "/bin/evil",
  ])("nothing can be written at %s", async (path) => {
    expect((await inside.run(["touch", path])).out).toContain("Read-only file system");
    expect((await inside.run(["touch", "/workspace/fine", "/home/sandbox/fine", "/tmp/fine"])).code).toBe(0);
  });

  test("what the agent runs from can't be replaced", async () => {
    const paths = ["/opt/sandbar/agent.mjs", "/opt/sandbar/bin/node", "/etc/gitconfig", "/etc/resolv.conf"];
    for (const path of paths) {
      expect((await inside.sh('mv "$1" /tmp/x; : > "$1"', path)).code).not.toBe(0);
    }
  });

  test("devices are the harmless ones", async () => {
    const devices = (
      await inside.sh(
        "for it in /dev/* /dev/pts/*; do if [ ! -L $it ] && { [ -b $it ] || [ -c $it ]; }; then echo $it; fi; done",
      )
    ).out.split("\n");
    const harmless = /^\/dev\/(null|zero|full|random|urandom|tty|console|ptmx|pts\/(ptmx|\d+))$/;
    expect(devices.filter((device) => !harmless.test(device))).toEqual([]);
    expect(devices).toContain("/dev/null"); // control
  });
});

describe("the host's processes", () => {
  test("can't be seen", async () => {
    expect((await outside(["pgrep", "-f", "sleep 98765"])).out).toContain(String(hostProcess.pid)); // control
    expect((await inside.run(["pgrep", "-f", "sleep 9876[5]"])).out).toBe("");
    const commands = (await inside.sh("cat /proc/[0-9]*/comm | sort -u")).out.split("\n");
    expect(commands).toContain("bwrap");
    expect(commands).not.toContain("vitest");
  });

  test("can't be signalled by their number", async () => {
    const pid = String(hostProcess.pid);
    expect((await inside.sh('kill -9 "$1"', pid)).out).toMatch(/No such process/);
    expect((await inside.sh("sleep 1000 & kill -9 $! && echo killed")).out).toContain("killed"); // control
    expect(hostProcess.exitCode).toBeNull();
  });

  test("environments and command lines inside tell nothing of the launcher", async () => {
    expect(readFileSync(`/proc/${engine.pid}/environ`, "utf8")).toContain("CANARY"); // control
    const seen = (await inside.sh("cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'")).out;
    expect(seen).toContain("/opt/sandbar/agent.mjs"); // control
    expect(seen).not.toContain("CANARY");
    expect(seen).not.toContain(engine.token);
    expect(seen).not.toContain(engine.dataDir);
  });

  test("no descriptor of the launcher has come along", async () => {
    const links = (await inside.sh("ls -l /proc/1/fd /proc/2/fd | grep -o ' -> .*'")).out.split("\n");
    const harmless =
      /-> (\/dev\/null|\/dev\/ptmx|(socket|pipe):\[\d+\]|anon_inode:.*|.*\/agent\.log|\/home\/sandbox\/.*)$/;
    expect(links.length).toBeGreaterThan(3); // control
    expect(links.filter((link) => !harmless.test(link))).toEqual([]);
    const pipes = await inside.sh("ls -l /proc/1/fd | grep -c 'pipe:'");
    expect(pipes.out).toBe("0");
  });
});

test("the agent's socket can't be reached by a path, nor another be put in its place", async () => {
  const path = join(engine.dataDir, "sandboxes/attacker/agent.sock");
  expect(existsSync(path)).toBe(true); // control
  const sockets = (await inside.sh("find / -type s -not -path '/proc/*' 2>/dev/null")).out.split("\n");
  const own = /^(\/run\/sandbar\/egress\/proxy\.sock|\/home\/sandbox\/\.sandbar\/.*)?$/;
  expect(sockets.filter((socket) => !own.test(socket))).toEqual([]);
  expect((await inside.sh("rm -f /run/sandbar/egress/proxy.sock")).out).toContain("Read-only file system");
  expect((await inside.sh("mv /run/sandbar/egress /tmp/x")).code).not.toBe(0);
});

/** What each attempt gives inside. Outside, as root, each gives "ok": that is its control. */
describe("the kernel", () => {
  const EXPECTED: Readonly<Record<string, string>> = {
    mount: "EPERM",
    new_user_namespace: "EPERM",
    clone_user_namespace: "EPERM",
    enter_namespace: "EPERM",
    ptrace: "EPERM",
    read_other_memory: "EPERM",
    bpf: "EPERM",
    perf_event: "EPERM",
    user_fault: "EPERM",
    keyring: "EPERM",
    io_uring: "ENOSYS",
    file_handle: "EPERM",
    change_root: "EPERM",
    device_node: "EPERM",
    terminal_input: "EPERM",
    kernel_log: "EPERM",
    vsock: "EAFNOSUPPORT",
    raw_packets: "EAFNOSUPPORT",
    raw_ip: "EPERM",
    become_root: "EINVAL",
  };

  test.each(Object.entries(EXPECTED))("%s gives %s", async (name, error) => {
    expect(await inside.attempt(name)).toBe(error);
  });

  // As an ordinary user most are refused outside, too.
  test.for(Object.keys(EXPECTED))("control: as root outside, %s works", async (name, { skip }) => {
    skip(!isRoot, "needs root outside");
    expect(await attemptOutside(name)).toBe("ok");
  });

  test("no capability and no way to gain one", async () => {
    const status = (await inside.run(["cat", "/proc/self/status"])).out;
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
      expect(status).toMatch(new RegExp(`^${set}:\\s+0{16}$`, "m"));
    }
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(readFileSync("/proc/self/status", "utf8")).toMatch(/^NoNewPrivs:\s+0$/m); // control
    expect((await inside.sh("grep -E ' /usr ' /proc/self/mounts")).out).toMatch(/nosuid/);
  });

  test("control groups are out of reach", async () => {
    expect(existsSync("/sys/fs/cgroup")).toBe(true); // control
    expect((await inside.sh("ls /sys/fs/cgroup")).code).not.toBe(0);
  });

  test("kernel settings can't be changed", async () => {
    const settings = ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe"];
    for (const path of settings) {
      expect((await inside.sh('echo x > "$1"', path)).code).not.toBe(0);
    }
  });
});

test("killing everything that can be killed inside hurts neither the host nor a neighbour", async () => {
  await engine.engine.start("suicidal", 1, startSpec());
  await new Inside(engine, "suicidal").sh("kill -9 -1").catch(() => undefined); // its agent dies, too
  await expect.poll(() => engine.engine.status("suicidal")).toMatchObject({ state: "stopped" }); // control
  expect(hostProcess.exitCode).toBeNull();
  expect(hostProcess.signalCode).toBeNull();
  expect(await engine.agent("victim").health()).toMatchObject({ generation: 1 });
});
