/** The program as its supervisor runs it, and its HTTP as the Worker meets it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LocalEngine } from "../../workers/engines/local.ts";
import { isAlive } from "./process-table.ts";
import { RecordStore } from "./record-store.ts";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { removeInstanceGroups } from "./testing/leftovers.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const TOKEN = "t".repeat(40);

test("R6: a wrong configuration ends it with one line per problem", async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: { ENGINE_PORT: "x" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(78);
  expect(said.trim().split("\n")).toEqual([
    expect.stringContaining("ENGINE_PORT"),
    expect.stringContaining("ENGINE_TOKEN"),
    expect.stringContaining("ENGINE_DATA_DIR"),
  ]);
});

test("it ends when its supervisor does, and its jails live on until the next one", async () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), "sandbar-program-")));
  const env = {
    PATH: process.env.PATH,
    ENGINE_PORT: "0",
    ENGINE_TOKEN: TOKEN,
    ENGINE_DATA_DIR: dataDir,
    ENGINE_EXIT_WITH_PARENT: "1",
  };
  const run = async () => {
    const child = spawn(process.execPath, [MAIN], { env, stdio: ["pipe", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { port } = JSON.parse(String(line)) as { port: number };
    return { child, engine: new LocalEngine({ url: `http://127.0.0.1:${port}`, token: TOKEN }) };
  };
  const first = await run();
  await first.engine.start("orphan", 1, startSpec());
  first.child.stdin.end();
  await once(first.child, "exit");
  expect(isAlive(new RecordStore(join(dataDir, "records")).get("orphan")?.monitor ?? null)).toBe(true);
  const second = await run();
  expect(await second.engine.status("orphan")).toEqual({ state: "running", generation: 1 });
  await second.engine.destroy("orphan");
  second.child.stdin.end();
  await once(second.child, "exit");
  removeInstanceGroups(dataDir);
  rmSync(dataDir, { recursive: true });
});

test("it ends at once when its supervisor does while it is still starting: the next one has the sandboxes to itself", async () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), "sandbar-program-")));
  const env = {
    PATH: process.env.PATH,
    ENGINE_PORT: "0",
    ENGINE_TOKEN: TOKEN,
    ENGINE_DATA_DIR: dataDir,
    ENGINE_EXIT_WITH_PARENT: "1",
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  child.stdin.end();
  await once(child, "close");
  expect(said).toBe("");
  removeInstanceGroups(dataDir);
  rmSync(dataDir, { recursive: true });
});

describe("the engine's HTTP", () => {
  const engine = new EngineProcess();
  beforeAll(() => engine.start());
  afterAll(() => engine.dispose());
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${engine.port}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${engine.token}`, ...init.headers },
    });

  test.each(["", "Bearer ", "Bearer wrong", "Basic x"])(
    "R7: %j does not authorize",
    async (authorization) => {
      const answer = await ask("/healthz", { headers: { authorization } });
      expect([answer.status, (await answer.json()) as object]).toEqual([
        401,
        expect.objectContaining({ reason_code: "unauthorized", retryable: false }),
      ]);
    },
  );

  test("nor does anything authorize a socket but the token", async () => {
    const answer = await ask("/sandboxes/x/agent/events", {
      headers: { authorization: "Bearer wrong", "x-sandbar-generation": "1" },
    });
    expect(answer.status).toBe(401);
  });

  test.each([
    ["GET", "/", 404, "not_found"],
    ["GET", "/sandboxes/UPPER", 404, "not_found"],
    ["GET", "/sandboxes/a/../b", 404, "not_found"],
    ["POST", "/sandboxes/a", 405, "method_not_allowed"],
    ["PUT", "/sandboxes/a", 400, "invalid_request"],
    ["GET", "/sandboxes/a/agent/health", 400, "invalid_request"],
  ])("%s %s is %d %s", async (method, path, status, reason_code) => {
    const answer = await ask(path.replaceAll("..", "%2e%2e%2f"), { method });
    expect([answer.status, (await answer.json()) as object]).toEqual([
      status,
      expect.objectContaining({ reason_code, retryable: false }),
    ]);
  });

  test("a body without end is refused", async () => {
    const answer = await ask("/sandboxes/a", { method: "PUT", body: "x".repeat(100_000) });
    expect(answer.status).toBe(413);
  });

  test("a path can't lead from one sandbox's agent to another part of the engine", async () => {
    for (const path of ["/../../other/agent/health", "/%2e%2e/%2e%2e/other", "health"]) {
      await expect(engine.engine.agent("a", 1).fetch(path)).rejects.toMatchObject({
        refusal: { reason_code: "engine_refused" },
      });
    }
  });
});

describe("what is no engine", () => {
  test("C23: a 404 of something else is not an absent sandbox", async () => {
    const other = createServer((_request, response) => response.writeHead(404).end("Not Found"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const engine = new LocalEngine({ url, token: TOKEN });
    const refusal = { reason_code: "engine_unreachable", retryable: true };
    await expect(engine.status("a")).rejects.toMatchObject({ refusal });
    await expect(engine.destroy("a")).rejects.toMatchObject({ refusal });
    other.close();
    await expect(engine.status("a")).rejects.toMatchObject({ refusal });
    await expect(engine.agent("a", 1).fetch("/health")).rejects.toMatchObject({ refusal });
  });

  test("an empty token is never sent", () => {
    expect(() => new LocalEngine({ url: "http://127.0.0.1:1", token: "" })).toThrow();
  });
});
