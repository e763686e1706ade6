/** The command line as a process of its own: its streams and signals. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { answerJson, SmallServer } from "./testing/small-server.ts";

const MAIN = join(import.meta.dirname, "main.ts");

function start(argv: readonly string[], env: Record<string, string>, stdout: "pipe" | number = "pipe") {
  const child = spawn(process.execPath, [MAIN, ...argv], { env, stdio: ["pipe", stdout, "pipe"] });
  const ended = async () => {
    const [stderr, [code, signal]] = await Promise.all([text(child.stderr!), once(child, "exit")]);
    return { code, signal, stderr };
  };
  return { child, ended: ended() };
}

test("standard output that can't be written is told in a sentence, as the system's failure", async () => {
  await using server = await SmallServer.start((response) =>
    answerJson(response, 200, { items: [], next_cursor: null }),
  );
  const full = openSync("/dev/full", "w");
  try {
    const { code, stderr } = await start(["list", "--json"], server.env, full).ended;
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ reason_code: "output_unwritable", retryable: true });
  } finally {
    closeSync(full);
  }
});

test("Ctrl-C cancels the command in the sandbox with --json too, and its result is still told", async () => {
  const asked = Promise.withResolvers<() => void>();
  await using server = await SmallServer.start((response, { method, body }) => {
    const { exec_id } = (body ?? {}) as { exec_id?: string };
    const result = { exec_id, exit_code: null, signal: "SIGTERM", stdout: "", stderr: "", timed_out: false };
    if (method === "POST") asked.resolve(() => answerJson(response, 200, { ...result, truncated: false }));
    else asked.promise.then((answer) => answer()).then(() => response.writeHead(204).end());
  });
  const run = start(["exec", "demo", "--json", "--exit-code", "--", "sleep", "60"], server.env);
  const stdout = text(run.child.stdout!);
  await asked.promise;
  run.child.kill("SIGINT");
  expect(await run.ended).toMatchObject({ code: 143, stderr: "" });
  const { exec_id } = JSON.parse(await stdout);
  expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", path: `/sandboxes/demo/exec/${exec_id}` });
});

test("input that is longer than a request may be is refused before it is sent", async () => {
  await using server = await SmallServer.start((response) => answerJson(response, 200, {}));
  const run = start(["exec", "demo", "-i", "--json", "--", "cat"], server.env);
  // It stops reading.
  run.child.stdin!.on("error", () => {});
  run.child.stdin!.end("a".repeat(2_000_000));
  const { code, stderr } = await run.ended;
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ reason_code: "invalid_stdin", field: "stdin" });
  expect(server.seen).toEqual([]);
});
