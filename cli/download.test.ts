import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { outputPath } from "./download.ts";
import { runLine } from "./testing/run-line.ts";
import { answerJson, type Seen, SmallServer } from "./testing/small-server.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbar-download-"));
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = randomBytes(500_000);
const made = {
  ...{ export_id: "ex_1", kind: "archive", file_name: null, size_bytes: bytes.length },
  ...{ branch: null, commit: null, summary: null },
  content_sha256: createHash("sha256").update(bytes).digest("hex"),
};

function server(send: (response: ServerResponse, from: number) => void): Promise<SmallServer> {
  return SmallServer.start((response, { method, path, headers }: Seen) => {
    if (method === "POST")
      answerJson(response, 202, { operation_id: "op_1", status: "succeeded", export_id: "ex_1" });
    else if (!path.endsWith("/download")) answerJson(response, 200, made);
    else {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from });
      send(response, from);
    }
  });
}

test("a download that breaks off goes on where it was, and its bytes are right", async () => {
  let cuts = 0;
  await using one = await server((response, from) => {
    const piece = bytes.subarray(from, from + 200_000);
    const last = from + piece.length === bytes.length;
    if (!last) cuts++;
    response.write(piece, () => (last ? response.end() : setImmediate(() => response.destroy())));
  });
  const target = join(folder, "whole");
  const ran = await runLine(["export", "demo", "--kind", "archive", "--output", target, "--json"], one.env);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(ran.stdout)).toEqual(made);
  expect(cuts).toBeGreaterThan(0);
  expect(readFileSync(target).equals(bytes)).toBe(true);
});

test("bytes that are not the export's get no name", async () => {
  const others = Buffer.from(bytes).fill(0, 0, 1);
  await using one = await server((response, from) => response.end(others.subarray(from)));
  const target = join(folder, "wrong");
  const ran = await runLine(["export", "demo", "--kind", "archive", "--output", target, "--json"], one.env);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(JSON.parse(ran.stderr)).toMatchObject({ reason_code: "checksum_mismatch" });
  expect(readdirSync(folder).filter((name) => name.startsWith("wrong"))).toEqual([]);
});

test("an existing file is left alone unless it is to be replaced, and a server's name is no path", () => {
  const there = join(folder, "there");
  writeFileSync(there, "mine");
  expect(outputPath(there, "x", false)).toMatchObject({ failure: { body: { reason_code: "file_exists" } } });
  expect(outputPath(there, "x", true)).toEqual({ ok: true, value: there });
  expect(outputPath(undefined, "../../.bashrc-of-nobody", false)).toEqual({
    ok: true,
    value: "bashrc-of-nobody",
  });
});
