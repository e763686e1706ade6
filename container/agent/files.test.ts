import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";

let agent: AgentProcess;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

const here = (name: string) => join(agent.workspace, name);
const refused = (reason_code: string) => ({ refusal: { reason_code } });
const read = async (path: string, range?: string) => {
  const response = await agent.client.readFile(path, range);
  return {
    status: response.status,
    range: response.headers.get("content-range"),
    text: await response.text(),
  };
};

describe("C16: hostile names", () => {
  test.each([
    "plain",
    "with space",
    "-rf",
    "a'b\"c`d$(touch pwned)",
    "new\nline",
    "tab\there",
    "ünïcode-\u{1f600}",
    "%2e%2e",
    "a+b&c=d?e#f",
    "\\back\\slash",
    "*?[]",
    "~",
    "x".repeat(255),
  ])("%j is written, listed, read, renamed and deleted", async (name) => {
    const folder = `hostile/${Buffer.from(name).toString("hex").slice(0, 20)}`;
    const content = `content of ${name}`;
    expect(await agent.client.writeFile(`${folder}/${name}`, content)).toMatchObject({ created: true });
    expect(readFileSync(here(`${folder}/${name}`), "utf8")).toBe(content);
    const { entries } = await agent.client.listFiles(folder);
    expect(entries).toMatchObject([{ name, type: "file", size_bytes: Buffer.byteLength(content) }]);
    expect((await read(`${folder}/${name}`)).text).toBe(content);
    await agent.client.renameFile(`${folder}/${name}`, `${folder}/renamed`);
    await agent.client.deleteFile(`${folder}/renamed`);
    expect(readdirSync(here(folder))).toEqual([]);
  });

  test("NUL and an empty path are refused, naming the field", async () => {
    for (const path of ["a\0b", ""]) {
      await expect(agent.client.statFile(path)).rejects.toMatchObject({ refusal: { field: "path" } });
    }
  });
});

describe("paths that lead out", () => {
  test.each(["../x", "/etc/passwd", "a/../../x", "/", "..", "/proc/self/environ"])("%j", async (path) => {
    await expect(agent.client.readFile(path)).rejects.toMatchObject(refused("path_outside"));
    await expect(agent.client.writeFile(path, "x")).rejects.toMatchObject(refused("path_outside"));
    await expect(agent.client.deleteFile(path, { recursive: true })).rejects.toMatchObject(
      refused("path_outside"),
    );
  });

  test("through links, whatever the link is to", async () => {
    symlinkSync("/etc", here("to-etc"));
    symlinkSync("/etc/passwd", here("to-passwd"));
    symlinkSync("/nonexistent/new", here("to-new"));
    symlinkSync("../../..", here("up"));
    for (const path of ["to-etc/passwd", "to-passwd", "to-new", "up/etc/passwd"]) {
      await expect(agent.client.readFile(path)).rejects.toMatchObject(refused("path_outside"));
      await expect(agent.client.writeFile(path, "x")).rejects.toMatchObject(refused("path_outside"));
    }
    // The link itself is inside: it can be looked at and deleted.
    expect(await agent.client.statFile("to-passwd")).toMatchObject({
      type: "symlink",
      target: "/etc/passwd",
    });
    await agent.client.deleteFile("to-etc", { recursive: true });
    expect(existsSync("/etc/passwd")).toBe(true);
  });

  test("while links within, and the home folder, are fine", async () => {
    mkdirSync(here("real"));
    symlinkSync("real", here("alias"));
    symlinkSync("real/file", here("file-alias"));
    await agent.client.writeFile("alias/file", "1");
    await agent.client.writeFile("file-alias", "2");
    expect(readFileSync(here("real/file"), "utf8")).toBe("2");
    expect(statSync(here("file-alias"), { bigint: false }).isFile()).toBe(true);
    await agent.client.writeFile(join(agent.home, ".profile-x"), "h");
    expect(readFileSync(join(agent.home, ".profile-x"), "utf8")).toBe("h");
    symlinkSync("loop", here("loop"));
    await expect(agent.client.readFile("loop")).rejects.toMatchObject(refused("link_loop"));
  });

  test("the workspace itself is not deleted", async () => {
    for (const path of [".", agent.workspace]) {
      await expect(agent.client.deleteFile(path, { recursive: true })).rejects.toMatchObject(
        refused("path_protected"),
      );
    }
  });
});

describe("reading", () => {
  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-100", 206, "89", "bytes 8-9/10"],
    ["bytes=5-2", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
    [undefined, 200, "0123456789", null],
  ])("range %s", async (range, status, text, contentRange) => {
    writeFileSync(here("digits"), "0123456789");
    expect(await read("digits", range)).toEqual({ status, text, range: contentRange });
  });

  test("past the end is unsatisfiable", async () => {
    writeFileSync(here("digits"), "0123456789");
    await expect(agent.client.readFile("digits", "bytes=10-")).rejects.toMatchObject(
      refused("range_unsatisfiable"),
    );
  });

  test("a folder, a FIFO, or nothing is refused", async () => {
    await agent.client.run({ exec_id: "fifo", argv: ["mkfifo", "fifo"] });
    await expect(agent.client.readFile("fifo")).rejects.toMatchObject(refused("not_a_file"));
    await expect(agent.client.readFile(".")).rejects.toMatchObject(refused("is_a_directory"));
    await expect(agent.client.readFile("none")).rejects.toMatchObject(refused("path_not_found"));
  });
});

describe("writing", () => {
  test("streams of any size byte-exact, with a mode, keeping the mode when it replaces", async () => {
    const content = randomBytes(20_000_000);
    const stream = new Blob([content]).stream();
    expect(await agent.client.writeFile("big", stream, 0o750)).toEqual({
      size_bytes: 20_000_000,
      created: true,
    });
    expect(readFileSync(here("big")).equals(content)).toBe(true);
    expect(statSync(here("big")).mode & 0o777).toBe(0o750);
    expect(await agent.client.writeFile("big", "small")).toEqual({ size_bytes: 5, created: false });
    expect(statSync(here("big")).mode & 0o777).toBe(0o750);
  });

  test("is atomic: an interrupted upload leaves the file as it was, and no remains", async () => {
    mkdirSync(here("atomic"));
    writeFileSync(here("atomic/file"), "before");
    let fail = (_error: Error) => undefined as undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(100_000));
        fail = (error) => controller.error(error) as undefined;
      },
    });
    const upload = agent.client.writeFile("atomic/file", body);
    upload.catch(() => undefined);
    await eventually(() => readdirSync(here("atomic")).length === 2);
    expect((await agent.client.listFiles("atomic")).entries).toHaveLength(1);
    fail(new Error("connection lost"));
    await expect(upload).rejects.toThrow();
    await eventually(() => readdirSync(here("atomic")).length === 1);
    expect(readFileSync(here("atomic/file"), "utf8")).toBe("before");
  });
});

test("folders: made with parents, deleted only when empty or asked to, never replaced by a rename", async () => {
  await agent.client.makeDirectory("a/b/c");
  await agent.client.makeDirectory("a/b/c");
  await agent.client.writeFile("a/b/c/d", "x");
  await expect(agent.client.deleteFile("a")).rejects.toMatchObject(refused("directory_not_empty"));
  await agent.client.writeFile("other", "y");
  await expect(agent.client.renameFile("other", "a")).rejects.toMatchObject(refused("path_exists"));
  await agent.client.deleteFile("a", { recursive: true });
  expect(existsSync(here("a"))).toBe(false);
  await expect(agent.client.deleteFile("a")).rejects.toMatchObject(refused("path_not_found"));
});
