/** For tests inside workerd: the real local engine, in a folder of its own, gone afterwards with all its sandboxes. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { makeRepositories } from "./repositories.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly engineUrl: string;
    readonly engineToken: string;
    /** The folder in LOCAL_REPOSITORY_ROOTS; tests make their repositories in it. */
    readonly repositoryRoot: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "sandbar-test-engine-"));
  const repositoryRoot = join(folder, "repositories");
  mkdirSync(repositoryRoot);
  makeRepositories(repositoryRoot);
  const token = randomBytes(32).toString("base64url");
  const program = join(import.meta.dirname, "../container/local/main.ts");
  const engine = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ENGINE_PORT: "0",
      ENGINE_TOKEN: token,
      ENGINE_DATA_DIR: join(folder, "data"),
      ENGINE_EXIT_WITH_PARENT: "1",
      LOCAL_REPOSITORY_ROOTS: repositoryRoot,
      WEBHOOK_ALLOWED_HOSTS: "localhost",
    },
  });
  const ended = new Promise<void>((resolve) => engine.once("exit", () => resolve()));
  const port = await portOf(engine.stdout, ended);
  const url = `http://127.0.0.1:${port}`;
  project.provide("engineUrl", url);
  project.provide("engineToken", token);
  project.provide("repositoryRoot", repositoryRoot);
  return async () => {
    await destroyAll(url, token);
    engine.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The engine prints `{"port": N}` as soon as it is ready. */
async function portOf(output: NodeJS.ReadableStream, ended: Promise<void>): Promise<number> {
  const line = new Promise<string>((resolve) => {
    let text = "";
    output.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
  });
  const failed = ended.then(() => {
    throw new Error("the local engine ended before it was ready; its output above says why");
  });
  return (JSON.parse(await Promise.race([line, failed])) as { port: number }).port;
}

async function destroyAll(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { items } = (await (await fetch(`${url}/sandboxes`, { headers })).json()) as {
    items: { id: string }[];
  };
  await Promise.all(items.map(({ id }) => fetch(`${url}/sandboxes/${id}`, { method: "DELETE", headers })));
}
