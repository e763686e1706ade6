import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { readEvents } from "../testing/server-events.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "w" });
});
afterAll(() => discard(owner, "w"));

function exec(body: object, headers?: Record<string, string>) {
  return call(owner, "POST", "/sandboxes/w/exec", body, headers);
}

describe("exec", () => {
  test("gives exit code, output and what was sent in", async () => {
    const argv = ["sh", "-c", "cat; echo ü >&2; echo $GREETING; exit 3"];
    const reply = await exec({ argv, stdin: "in\n", env: { GREETING: "hello" } });
    expect(reply).toMatchObject({
      status: 200,
      body: { exit_code: 3, stdout: "in\nhello\n", stderr: "ü\n", timed_out: false, truncated: false },
    });
  });

  test("C16: arguments are arguments, whatever they contain", async () => {
    const hostile = ["$(id)", "`id`", "; id", "a b", "'", '"', "\\", "\n", "--help", "ü💥"];
    const reply = await exec({ argv: ["printf", "%s\\0", ...hostile] });
    expect(reply.body.stdout).toBe(hostile.map((one) => `${one}\0`).join(""));
  });

  test("C12: a timeout ends it and keeps what it wrote", async () => {
    const reply = await exec({ argv: ["sh", "-c", "echo early; sleep 60"], timeout_ms: 300 });
    expect(reply.body).toMatchObject({ timed_out: true, stdout: "early\n" });
    expect(reply.body.exit_code).not.toBe(0);
  });

  test("C24: death by a signal is no exit code 0", async () => {
    const reply = await exec({ argv: ["sh", "-c", "kill -9 $$"] });
    expect(reply.body).toMatchObject({ exit_code: null, signal: "SIGKILL" });
  });

  test.each([
    [{ argv: [] }, "argv"],
    [{ argv: "ls" }, "argv"],
    [{ argv: ["ls"], timeout_ms: "90s" }, "timeout_ms"],
    [{ argv: ["ls"], timeout_ms: 0 }, "timeout_ms"],
    [{ argv: ["ls"], timeout_ms: -5 }, "timeout_ms"],
    [{ argv: ["ls"], timeout_ms: 1e12 }, "timeout_ms"],
    [{ argv: ["ls"], timeout_ms: 1.5 }, "timeout_ms"],
    [{ argv: ["ls"], shell: true }, "shell"],
    [{ argv: ["ls"], env: { "A B": "1" } }, "env"],
    [{ argv: ["a\u0000b"] }, "argv"],
  ])("R8, C29: %j is refused, naming %s", async (body, field) => {
    expect(await exec(body)).toMatchObject({ status: 400, body: { field, retryable: false } });
  });

  test("C26: a large output comes whole, and past the bound it says so", async () => {
    const whole = await exec({ argv: ["sh", "-c", "yes 0123456789 | head -c 4000000"] });
    expect(whole.body.stdout).toHaveLength(4_000_000);
    expect(whole.body.truncated).toBe(false);
    const cut = await exec({ argv: ["sh", "-c", "yes 0123456789 | head -c 20000000"] });
    expect(cut.body.truncated).toBe(true);
  });

  test("streams output as it comes, then the exit", async () => {
    const argv = [
      "sh",
      "-c",
      "echo one; sleep 0.2; echo two >&2; printf '\\303'; sleep 0.1; printf '\\274'; exit 4",
    ];
    const response = await raw(owner, "POST", "/sandboxes/w/exec", { argv }, { accept: "text/event-stream" });
    const events = await readEvents(response);
    expect(events[0]?.event).toBe("started");
    const stdout = events.filter(({ event }) => event === "stdout").map(({ data }) => data.text);
    expect(stdout.join("")).toBe("one\nü");
    expect(events.find(({ event }) => event === "stderr")?.data).toEqual({ text: "two\n" });
    expect(events.at(-1)).toMatchObject({ event: "exit", data: { exit_code: 4, timed_out: false } });
  });

  test("bytes that are no text come exactly where base64 is asked for, in one answer and as they come", async () => {
    const body = { argv: ["printf", "a\\377\\000\\303"], encoding: "base64" };
    const bytes = btoa("a\xff\x00\xc3");
    expect((await exec(body)).body).toMatchObject({ stdout: bytes, stderr: "", exit_code: 0 });
    const response = await raw(owner, "POST", "/sandboxes/w/exec", body, { accept: "text/event-stream" });
    const events = await readEvents(response);
    const stdout = events.filter(({ event }) => event === "stdout").map(({ data }) => atob(data.base64));
    expect(btoa(stdout.join(""))).toBe(bytes);
    expect(events.at(-1)).toMatchObject({ event: "exit", data: { exit_code: 0 } });
    expect(await exec({ ...body, encoding: "hex" })).toMatchObject({
      status: 400,
      body: { field: "encoding" },
    });
  });

  test("DELETE cancels it", async () => {
    const body = { argv: ["sleep", "60"], exec_id: "nap" };
    const running = exec(body);
    await expect
      .poll(async () => (await call(owner, "DELETE", "/sandboxes/w/exec/nap")).status, { timeout: 5_000 })
      .toBe(204);
    expect((await running).body).toMatchObject({ signal: "SIGTERM", exit_code: null });
  });

  test("leaving the stream ends the command", async () => {
    const argv = ["sh", "-c", "echo $$; exec sleep 61"];
    const response = await raw(owner, "POST", "/sandboxes/w/exec", { argv }, { accept: "text/event-stream" });
    await readEvents(response, ({ event }) => event === "stdout");
    const running = async () =>
      (await exec({ argv: ["sh", "-c", "pgrep -x -f 'sleep 61' | wc -l"] })).body.stdout;
    await expect.poll(running, { timeout: 10_000 }).toBe("0\n");
  });
});

test("a command ends with the right of whoever began it, and with nobody else's", async () => {
  const admin = await join(owner.team_id, "admin");
  const begin = (person: Person, seconds: number) => {
    const argv = ["sh", "-c", `echo began; exec sleep ${seconds}`];
    return raw(
      person,
      "POST",
      "/sandboxes/w/exec",
      { argv, timeout_ms: 20_000 },
      { accept: "text/event-stream" },
    );
  };
  const [theirs, ours] = await Promise.all([begin(admin, 71), begin(owner, 72)]);
  const told = readEvents(theirs, ({ event }) => event === "error");
  const { items } = (await call(admin, "GET", "/tokens")).body;
  expect((await call(admin, "DELETE", `/tokens/${items[0].token_id}`)).status).toBe(204);
  expect((await told).at(-1)?.data).toMatchObject({ reason_code: "rights_ended", retryable: false });
  const running = async () => (await exec({ argv: ["pgrep", "-a", "-x", "sleep"] })).body.stdout;
  await expect.poll(running, { timeout: 10_000 }).not.toContain("sleep 71");
  expect(await running()).toContain("sleep 72");
  await ours.body?.cancel();
});

describe("files", () => {
  test("come back byte for byte, in parts, and go", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const stream = new Blob([bytes]).stream();
    const path = "/sandboxes/w/files/dir%20a/%C3%BC%23%25.bin";
    expect(await call(owner, "PUT", path, stream)).toMatchObject({
      status: 201,
      body: { created: true, size_bytes: 60_000 },
    });
    const whole = await raw(owner, "GET", path);
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);
    const part = await raw(owner, "GET", path, undefined, { range: "bytes=100-199" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe("bytes 100-199/60000");
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(100, 200));
    const listed = await call(owner, "GET", `/sandboxes/w/files?path=${encodeURIComponent("dir a")}`);
    expect(listed.body.entries).toMatchObject([{ name: "ü#%.bin", type: "file", size_bytes: 60_000 }]);
    expect((await call(owner, "PUT", path, "x")).status).toBe(200);
    expect((await call(owner, "DELETE", path)).status).toBe(204);
    expect(await call(owner, "GET", path)).toMatchObject({
      status: 404,
      body: { reason_code: "path_not_found" },
    });
    expect((await call(owner, "DELETE", "/sandboxes/w/files/dir%20a?recursive=1")).status).toBe(204);
  });

  test("C14: a page written inside is a download that can do nothing", async () => {
    await call(owner, "PUT", "/sandboxes/w/files/evil.html", "<script>alert(1)</script>");
    const response = await raw(owner, "GET", "/sandboxes/w/files/evil.html");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    await response.body?.cancel();
  });

  test.each(["../../etc/passwd", "%2e%2e/%2e%2e/etc/shadow", "//etc/shadow", "a%00b"])(
    "a path such as %s never leaves the sandbox",
    async (path) => {
      const reply = await call(owner, "GET", `/sandboxes/w/files/${path}`);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.status).toBeLessThan(500);
    },
  );
});

describe("terminals and ports", () => {
  test("a shell opens, is listed and ends", async () => {
    const made = await call(owner, "POST", "/sandboxes/w/terminals", { cols: 100, rows: 30 });
    expect(made).toMatchObject({ status: 201, body: { cols: 100, rows: 30 } });
    const path = `/sandboxes/w/terminals/${made.body.terminal_id}`;
    expect((await call(owner, "GET", "/sandboxes/w/terminals")).body.items).toHaveLength(1);
    expect(await call(owner, "GET", path)).toMatchObject({ status: 426 });
    expect((await call(owner, "DELETE", path)).status).toBe(204);
  });

  test("a shell is named when it is opened, named anew, and its name is taken away; the audit log tells", async () => {
    const made = await call(owner, "POST", "/sandboxes/w/terminals", { name: "  logs " });
    expect(made).toMatchObject({ status: 201, body: { name: "logs", cols: 80, rows: 24 } });
    const { terminal_id } = made.body;
    const path = `/sandboxes/w/terminals/${terminal_id}`;
    const names = async () =>
      (await call(owner, "GET", "/sandboxes/w/terminals")).body.items.map(
        ({ name }: { name: string }) => name,
      );
    expect(await call(owner, "PATCH", path, { name: "build 🚢" })).toMatchObject({
      status: 200,
      body: { terminal_id, name: "build 🚢" },
    });
    expect(await names()).toEqual(["build 🚢"]);
    expect((await call(owner, "PATCH", path, { name: null })).body).toMatchObject({ name: null });
    expect(await names()).toEqual([null]);
    for (const name of ["x".repeat(61), "two\nlines", 3, undefined]) {
      const refused = await call(owner, "PATCH", path, { name });
      expect(refused).toMatchObject({ status: 400, body: { field: "name" } });
    }
    expect((await call(owner, "POST", "/sandboxes/w/terminals", { name: "x".repeat(61) })).status).toBe(400);
    const none = await call(owner, "PATCH", "/sandboxes/w/terminals/none", { name: "x" });
    expect(none).toMatchObject({ status: 404, body: { reason_code: "pty_not_found" } });
    const { items } = (await call(owner, "GET", "/audit")).body;
    expect(items).toContainEqual(
      expect.objectContaining({ action: "terminal.renamed", outcome: "done", target: "sandbox:w" }),
    );
    await call(owner, "DELETE", path);
    expect(await names()).toEqual([]);
  });

  test("what listens is listed", async () => {
    const server =
      "from http.server import *; HTTPServer(('127.0.0.1', 8123), BaseHTTPRequestHandler).serve_forever()";
    const running = exec({ argv: ["python3", "-c", server], exec_id: "server" });
    await expect
      .poll(async () => (await call(owner, "GET", "/sandboxes/w/ports")).body.items, { timeout: 10_000 })
      .toMatchObject([{ port: 8123 }]);
    await call(owner, "DELETE", "/sandboxes/w/exec/server");
    await running;
  });
});
