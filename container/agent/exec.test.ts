import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExecRequest } from "../../workers/engines/agent-api.ts";
import { outerDeadline } from "../../workers/engines/agent-deadline.ts";
import { type ExecFrame, execSucceeded } from "../../workers/engines/agent-frames.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually, processesWith } from "./testing/conditions.ts";
import { startRequest } from "./testing/slow-request.ts";

let agent: AgentProcess;
let next = 0;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

const request = (argv: string[], more: Partial<ExecRequest> = {}): ExecRequest => ({
  exec_id: `e${next++}`,
  argv,
  ...more,
});
const sh = (script: string, more: Partial<ExecRequest> = {}) => request(["sh", "-c", script], more);
const execLine = (asked: ExecRequest) => Buffer.from(`${JSON.stringify(asked)}\n`);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** A duration that occurs in no other process's command line: it marks what a test started. */
const mark = () => `${1000 + Math.floor(Math.random() * 1e6)}.${Date.now() % 1000}`;

describe("how a command ended", () => {
  test.each([0, 1, 3, 126, 255])("exit code %i", async (code) => {
    const result = await agent.client.run(sh(`exit ${code}`));
    expect(result).toMatchObject({ exit_code: code, signal: null, timed_out: false, truncated: false });
    expect(execSucceeded(result)).toBe(code === 0);
  });

  test("C24: a missing exit code is a failure", async () => {
    const result = await agent.client.run(sh("kill -9 $$"));
    expect(result).toMatchObject({ exit_code: null, signal: "SIGKILL" });
    expect(execSucceeded(result)).toBe(false);
  });

  test("C24: a stream without an end is a failure", async () => {
    const own = await startAgentProcess();
    const frames = await own.client.exec(sh("echo begun; sleep 60"));
    await frames.next();
    await frames.next();
    own.child.kill("SIGKILL");
    await expect(frames.next()).rejects.toMatchObject({ refusal: { reason_code: "exec_interrupted" } });
    await own.stop();
  });

  test.each([
    [["/no/such/program"], "command_not_found"],
    [["/etc/passwd"], "command_not_executable"],
    [["true", "\0"], "invalid_argv"],
    [[], "invalid_argv"],
  ])("%j is refused", async (argv, reason_code) => {
    await expect(agent.client.run(request(argv))).rejects.toMatchObject({ refusal: { reason_code } });
  });

  test("a working directory that is missing is refused, naming the field", async () => {
    const refused = agent.client.run(request(["true"], { cwd: "no/such" }));
    await expect(refused).rejects.toMatchObject({ refusal: { reason_code: "cwd_missing", field: "cwd" } });
  });

  test("runs in the workspace by default", async () => {
    mkdirSync(join(agent.workspace, "sub"), { recursive: true });
    expect(text((await agent.client.run(request(["pwd"]))).stdout).trim()).toBe(agent.workspace);
    const below = await agent.client.run(request(["pwd"], { cwd: "sub" }));
    expect(text(below.stdout).trim()).toBe(join(agent.workspace, "sub"));
  });
});

describe("output", () => {
  test("C26: the last chunk of a short command is never lost", async () => {
    for (let round = 0; round < 150; round++) {
      const { stdout, stderr } = await agent.client.run(sh("printf out; printf err >&2"));
      expect([text(stdout), text(stderr)]).toEqual(["out", "err"]);
    }
  });

  test("100 MB are byte-exact, and memory stays bounded while the reader is slow", async () => {
    const block = randomBytes(1024 * 1024);
    writeFileSync(join(agent.workspace, "block"), block);
    const expected = createHash("sha256");
    for (let round = 0; round < 100; round++) expected.update(block);
    const actual = createHash("sha256");
    const before = agent.memory();
    let most = 0;
    let bytes = 0;
    const frames = await agent.client.exec(sh("for i in $(seq 100); do cat block; done"));
    for await (const frame of frames) {
      if (frame.type === "stdout") {
        actual.update(frame.data);
        if (bytes < 3e6) await new Promise((resolve) => setTimeout(resolve, 20));
        bytes += frame.data.byteLength;
        most = Math.max(most, agent.memory());
      } else if (frame.type === "end") expect(execSucceeded(frame.end)).toBe(true);
    }
    expect(bytes).toBe(100 * 1024 * 1024);
    expect(actual.digest("hex")).toBe(expected.digest("hex"));
    expect(most - before).toBeLessThan(60e6);
  });

  test("past the limit it is cut, says so, and the command still ends", async () => {
    const result = await agent.client.run(
      sh("head -c 300000 /dev/zero; exit 5", { output_limit_bytes: 1000 }),
    );
    expect(result).toMatchObject({ exit_code: 5, truncated: true });
    expect(result.stdout.byteLength).toBe(1000);
  });

  test("a background child that keeps the output open does not hold up the result", async () => {
    const seconds = mark();
    const result = await agent.client.run(sh(`sleep ${seconds} & echo done`));
    expect(text(result.stdout)).toBe("done\n");
    const [left] = processesWith(seconds);
    expect(left).toBeDefined();
    process.kill(left as number);
  });

  test("its streams can be opened by path", async () => {
    const result = await agent.client.run(sh("echo a > /dev/stdout; echo b > /dev/stderr; cat /dev/stdin"), {
      stdin: "c",
    });
    expect([text(result.stdout), text(result.stderr)]).toEqual(["a\nc", "b\n"]);
  });
});

describe("stdin", () => {
  test("a stream of any length arrives whole", async () => {
    const block = randomBytes(256 * 1024);
    let left = 80;
    const stdin = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(block);
        else controller.close();
      },
    });
    const expected = createHash("sha256");
    for (let round = 0; round < 80; round++) expected.update(block);
    const { stdout } = await agent.client.run(request(["sha256sum"]), { stdin });
    expect(text(stdout)).toContain(expected.digest("hex"));
  });

  test("none is an end at once, and one that nobody reads is no failure", async () => {
    expect((await agent.client.run(request(["cat"]))).exit_code).toBe(0);
    const stdin = new Uint8Array(5_000_000);
    expect((await agent.client.run(request(["true"]), { stdin })).exit_code).toBe(0);
  });

  test("a command that has ended says so to who still sends, takes the rest, and is known again by all of it", async () => {
    const asked = request(["true"]);
    const stdin = Buffer.alloc(3_000_000, "b");
    const sender = startRequest(agent, "/exec", Buffer.concat([execLine(asked), stdin]));
    sender.send(1_500_000);
    await sender.answered('"exit_code":0');
    sender.send();
    await sender.ended;
    const frames: ExecFrame[] = [];
    for await (const frame of await agent.client.exec(asked, { stdin })) frames.push(frame);
    expect(frames).toMatchObject([
      { type: "started", started: { replayed: true } },
      { type: "end", end: { exit_code: 0 } },
    ]);
  });
});

describe("ending a command", () => {
  const tree = (seconds: string) =>
    `sleep ${seconds} & setsid sleep ${seconds} & (setsid sh -c 'trap "" TERM; sleep ${seconds}; sleep ${seconds}' &) ; echo up; wait`;

  test("C12: a timeout keeps the output so far and kills the whole tree, those that left its group too", async () => {
    const seconds = mark();
    const result = await agent.client.run(sh(tree(seconds), { timeout_ms: 700 }));
    expect(text(result.stdout)).toBe("up\n");
    expect(result.timed_out).toBe(true);
    expect(execSucceeded(result)).toBe(false);
    expect(processesWith(seconds)).toEqual([]);
  });

  test("cancelling ends it", async () => {
    const seconds = mark();
    const asked = sh(`echo up; sleep ${seconds}`);
    const running = agent.client.run(asked);
    await eventually(() => processesWith(seconds).length > 0);
    await agent.client.cancelExec(asked.exec_id);
    expect(await running).toMatchObject({ exit_code: null, signal: "SIGTERM", timed_out: false });
    expect(processesWith(seconds)).toEqual([]);
  });

  test("a disconnect ends the whole tree", async () => {
    const seconds = mark();
    const controller = new AbortController();
    const frames = await agent.client.exec(sh(tree(seconds)), { signal: controller.signal });
    await frames.next();
    await eventually(() => processesWith(seconds).length >= 4);
    controller.abort();
    await eventually(() => processesWith(seconds).length === 0);
  });

  test.each(["90s", Number.NaN, 0, -1, 1.5, 1e12, true])(
    "R8: a timeout of %j is refused",
    async (timeout_ms) => {
      const asked = { ...sh("true"), timeout_ms } as ExecRequest;
      await expect(agent.client.run(asked)).rejects.toMatchObject({ refusal: { field: "timeout_ms" } });
      const body = JSON.stringify({ ...asked, timeout_ms: Number.isNaN(timeout_ms) ? "NaN" : timeout_ms });
      const response = await agent.transport.fetch("/exec", { method: "POST", body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ reason_code: "invalid_timeout_ms", field: "timeout_ms" });
    },
  );

  test("R5: the outer deadline is the inner one plus the time to kill plus a margin", () => {
    for (const inner of [1, 300_000, 24 * 3600 * 1000])
      expect(outerDeadline(inner)).toBeGreaterThan(inner + 5_000);
    expect(outerDeadline(undefined)).toBeUndefined();
  });
});

describe("an exec_id", () => {
  test("C9: with other input is a conflict", async () => {
    const first = sh("echo 1");
    await agent.client.run(first, { stdin: "a" });
    const conflict = { refusal: { reason_code: "exec_conflict", retryable: false } };
    await expect(agent.client.run({ ...first, argv: ["echo", "2"] })).rejects.toMatchObject(conflict);
    await expect(agent.client.run(first, { stdin: "b" })).rejects.toMatchObject(conflict);
  });

  test("C9: with the same input gives the same result and runs nothing again", async () => {
    const once = sh("echo x >> count; cat; exit 4");
    const [first, again] = [
      await agent.client.run(once, { stdin: "in" }),
      await agent.client.run(once, { stdin: "in" }),
    ];
    expect(again).toEqual(first);
    expect(readFileSync(join(agent.workspace, "count"), "utf8")).toBe("x\n");
  });

  test("that is running is refused as such", async () => {
    const asked = sh("sleep 0.5");
    const running = agent.client.run(asked);
    await eventually(() => processesWith("sleep\u00000.5").length > 0);
    const refused = { refusal: { reason_code: "exec_running", retryable: true } };
    await expect(agent.client.run(asked)).rejects.toMatchObject(refused);
    await running;
  });
});

describe("arguments and environment", () => {
  test("C16: arguments never reach a shell", async () => {
    const hostile = ["$(touch pwned)", "; touch pwned", "`touch pwned`", "a\nb", "--", "'\"\\", "ü\u{1f600}"];
    const { stdout } = await agent.client.run(request(["printf", "%s\\0", ...hostile]));
    expect(text(stdout).split("\0").slice(0, -1)).toEqual(hostile);
    expect((await agent.client.run(request(["test", "-e", "pwned"]))).exit_code).toBe(1);
  });

  test("C25: values reach the command, and no command line", async () => {
    const env = { API_KEY: `canary-${mark()}`, EMPTY: "" };
    const running = agent.client.run(sh('printf "%s|%s" "$API_KEY" "$EMPTY"; sleep 0.3', { env }));
    await eventually(() => processesWith("API_KEY").length > 0);
    expect(processesWith(env.API_KEY)).toEqual([]);
    expect(text((await running).stdout)).toBe(`${env.API_KEY}|`);
  });

  test("the agent's own settings and descriptors are not handed on", async () => {
    await agent.client.createPty({ pty_id: "open", cols: 80, rows: 24 });
    const { stdout } = await agent.client.run(sh("env; readlink /proc/self/fd/*"));
    expect(text(stdout)).not.toMatch(/SANDBAR_(?!GROUP)/);
    expect(text(stdout)).not.toMatch(/ptmx|socket:/);
    await agent.client.closePty("open");
  });
});

test("an agent whose own folder was deleted still runs commands", async () => {
  const own = await startAgentProcess();
  rmSync(join(own.home, ".sandbar"), { recursive: true, maxRetries: 10, retryDelay: 50 });
  for (let round = 0; round < 20; round++) {
    const argv = ["sh", "-c", "cat; printf err >&2"];
    const { stdout, stderr } = await own.client.run({ exec_id: `d${round}`, argv }, { stdin: "in" });
    expect([text(stdout), text(stderr)]).toEqual(["in", "err"]);
  }
  await own.stop();
});
