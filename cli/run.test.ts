import { expect, test } from "vitest";
import { RECORD } from "./testing/record.ts";
import { runLine } from "./testing/run-line.ts";
import { answerJson, SmallServer } from "./testing/small-server.ts";

const refusal = (reason_code: string, retryable = false) => ({
  error: "It can't be done.",
  reason_code,
  retryable,
  next_step: "Do something else.",
  request_id: "r1",
});

test("with --json the API's body is all that stdout has, and its refusal all that stderr has", async () => {
  await using server = await SmallServer.start((response, { path }) => {
    if (path === "/sandboxes/there/checkpoints") answerJson(response, 200, { items: [] });
    else answerJson(response, 404, refusal("not_found"));
  });
  expect(await runLine(["checkpoints", "there", "--json"], server.env)).toEqual({
    code: 0,
    stdout: '{"items":[]}\n',
    stderr: "",
  });
  expect(await runLine(["status", "gone", "--json"], server.env)).toEqual({
    code: 1,
    stdout: "",
    stderr: `${JSON.stringify(refusal("not_found"))}\n`,
  });
});

test.each([
  [400, 1],
  [401, 1],
  [409, 1],
  [429, 1],
  [500, 2],
  [503, 2],
])("an answer of %i ends the command with %i", async (status, code) => {
  await using server = await SmallServer.start((response) =>
    answerJson(response, status, refusal("some_reason")),
  );
  expect(await runLine(["status", "demo"], server.env)).toEqual({
    code,
    stdout: "",
    stderr: "It can't be done. Do something else. (some_reason)\n",
  });
});

test("where nothing answers is the system's failure, and so is what is not Sandbar", async () => {
  const nowhere = { SANDBAR_URL: "http://127.0.0.1:9", SANDBAR_TOKEN: "sbx_x", HOME: "/nonexistent" };
  const silent = await runLine(["teardown", "demo", "--json"], nowhere);
  expect(silent.code).toBe(2);
  expect(JSON.parse(silent.stderr)).toMatchObject({ reason_code: "unreachable", retryable: true });
  await using server = await SmallServer.start((response) =>
    response.writeHead(502).end("<h1>Bad gateway</h1>"),
  );
  const strange = await runLine(["status", "demo", "--json"], server.env);
  expect(strange.code).toBe(2);
  expect(JSON.parse(strange.stderr)).toMatchObject({ reason_code: "unexpected_answer" });
});

test("the token goes to the dashboard's address alone, wherever that sends the request", async () => {
  await using other = await SmallServer.start((response) => answerJson(response, 200, {}));
  await using server = await SmallServer.start((response) =>
    response.writeHead(302, { location: other.origin }).end(),
  );
  expect(await runLine(["status", "demo", "--json"], server.env)).toMatchObject({ code: 1, stdout: "" });
  expect(server.seen[0]!.headers.authorization).toBe("Bearer sbx_of-the-tests");
  expect(other.seen).toEqual([]);
});

test.each([
  [["status"], "Missing required argument 'name'."],
  [["list", "--state", "asleep"], "Allowed choices are"],
  [["keep-alive", "demo", "--minutes", "1.5"], "It takes a whole number, 0 or more."],
  [["files", "gte", "demo"], "Did you mean get?"],
  [["launhc"], "Did you mean launch?"],
  [["exec", "demo", "ls", "-l"], "Unknown option '-l'."],
])("arguments that make no sense are the person's failure and reach nobody: %j", async (argv, words) => {
  const ran = await runLine([...argv, "--json"], { HOME: "/nonexistent" });
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  const told = JSON.parse(ran.stderr);
  expect(told).toMatchObject({ reason_code: "invalid_arguments", retryable: false });
  expect(told.error).toContain(words);
  expect(told.next_step).toContain("--help");
});

test("what comes after -- is the command's, --json too", async () => {
  await using server = await SmallServer.start((response) =>
    answerJson(response, 403, refusal("not_permitted")),
  );
  const ran = await runLine(["exec", "demo", "--", "tool", "--json"], server.env);
  expect(ran.stderr).toBe("It can't be done. Do something else. (not_permitted)\n");
  expect(server.seen[0]!.body).toMatchObject({ argv: ["tool", "--json"] });
});

test("names and words of others can't steer the terminal they are shown on", async () => {
  const item = { terminal_id: "t1", name: "\x1b]0;x\x07", title: "a\nb", cols: 80, rows: 24, exit: null };
  await using server = await SmallServer.start((response) =>
    answerJson(response, 200, { items: [{ ...item, created_at: new Date().toISOString() }] }),
  );
  const { stdout } = await runLine(["terminals", "demo"], server.env);
  expect(stdout).toContain("␛]0;x␇");
  expect(stdout.split("\n")).toHaveLength(3);
});

test("a launch is repeated under one key when the connection fails, and waits for its end", async () => {
  let asked = 0;
  const operation = { operation_id: "op_1", type: "launch", actor: "Ada", result: null };
  await using server = await SmallServer.start((response, { method, path }) => {
    if (method === "POST" && asked++ === 0) response.destroy();
    else if (method === "POST") {
      answerJson(response, 201, {
        sandbox: RECORD,
        reused: false,
        resumed: false,
        operation_id: "op_1",
      });
    } else if (path.endsWith("/operations/op_1")) {
      const error = { reason_code: "ref_not_found", message: "There is no such branch.", retryable: false };
      answerJson(response, 200, { ...operation, status: "failed", error });
    }
  });
  const ran = await runLine(["launch", "demo", "--ref", "nope", "--wait", "--json"], server.env);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(JSON.parse(ran.stderr)).toMatchObject({
    error: "There is no such branch.",
    reason_code: "ref_not_found",
    operation_id: "op_1",
  });
  const [first, second] = server.seen.map(({ headers }) => headers["idempotency-key"]);
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).toBe(first);
});

test.each([
  [["checkpoint", "demo"], "/sandboxes/demo/checkpoints"],
  [["export", "demo", "--kind", "branch"], "/sandboxes/demo/exports"],
])(
  "what begins something is repeated under one key when its answer is lost, until that is known: %j",
  async (argv, path) => {
    let asked = 0;
    const begun = { operation_id: "op_1", status: "succeeded", result: {} };
    const more = path.endsWith("exports") ? { export_id: "exp_1" } : { checkpoint_id: "chk_1" };
    await using server = await SmallServer.start((response, { method }) => {
      if (method === "GET") return answerJson(response, 404, refusal("export_not_found"));
      const attempt = asked++;
      if (attempt === 0) response.destroy();
      // The first one has arrived, and is still being answered.
      else if (attempt === 1)
        answerJson(response, 409, { ...refusal("request_in_progress"), retryable: true });
      else answerJson(response, 200, { ...begun, ...more });
    });
    await runLine(argv, server.env);
    const posts = server.seen.filter(({ method }) => method === "POST");
    expect(posts.map((one) => one.path)).toEqual([path, path, path]);
    const keys = new Set(posts.map(({ headers }) => headers["idempotency-key"]));
    expect(keys.size).toBe(1);
    expect([...keys][0]).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("a request that another one is in the way of from the start is told so, and not repeated", async () => {
  await using server = await SmallServer.start((response) =>
    answerJson(response, 409, refusal("request_in_progress")),
  );
  expect(await runLine(["checkpoint", "demo"], server.env)).toMatchObject({ code: 1 });
  expect(server.seen).toHaveLength(1);
});

test.each([
  [["--timeout", "3"], 1, "its time of 3 s was up"],
  [["--timeout", "3", "--exit-code"], 124, "its time of 3 s was up"],
  [[], 1, "its time was up"],
])("a command whose time ran out is said to have been ended: %j", async (options, code, words) => {
  const end = { exec_id: "e1", exit_code: null, signal: "SIGTERM", timed_out: true, truncated: false };
  await using server = await SmallServer.start((response, { headers }) => {
    if (headers.accept !== "text/event-stream")
      return answerJson(response, 200, { ...end, stdout: "", stderr: "" });
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`event: exit\ndata: ${JSON.stringify(end)}\n\n`);
  });
  const argv = ["exec", "demo", ...options];
  const ran = await runLine([...argv, "--", "sleep", "9"], server.env);
  expect(ran).toMatchObject({ code, stdout: "" });
  expect(ran.stderr).toContain(words);
  const asJson = await runLine([...argv, "--json", "--", "sleep", "9"], server.env);
  expect(asJson).toMatchObject({ code, stderr: "" });
  expect(JSON.parse(asJson.stdout)).toMatchObject({ timed_out: true });
});

test("an answer that breaks off is the system's failure, and is asked for again where that does no more", async () => {
  let asked = 0;
  await using server = await SmallServer.start((response) => {
    if (asked++ === 1) return answerJson(response, 200, { items: [] });
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"items":[', () => response.destroy());
  });
  const post = await runLine(["teardown", "demo", "--no-wait", "--json"], server.env);
  expect(post).toMatchObject({ code: 2, stdout: "" });
  expect(JSON.parse(post.stderr)).toMatchObject({ reason_code: "unreachable", retryable: true });
  asked = 0;
  expect(await runLine(["checkpoints", "demo", "--json"], server.env)).toMatchObject({
    code: 0,
    stdout: '{"items":[]}\n',
  });
});

test("what is no stream of events is not followed for ever", async () => {
  await using server = await SmallServer.start((response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Sign in to the Wi-Fi</h1>"),
  );
  const ran = await runLine(["logs", "demo", "--follow", "--json"], server.env);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(JSON.parse(ran.stderr)).toMatchObject({ reason_code: "unexpected_answer" });
});

test("an export whose file exists already is refused before it is made", async () => {
  await using server = await SmallServer.start((response) => answerJson(response, 202, {}));
  const argv = ["export", "demo", "--kind", "patch", "--output", "package.json", "--json"];
  const ran = await runLine(argv, server.env);
  expect(JSON.parse(ran.stderr)).toMatchObject({ reason_code: "file_exists", field: "output" });
  expect(server.seen).toEqual([]);
});

test("logging out tells as JSON whether there was a login", async () => {
  const ran = await runLine(["logout", "--json"], { HOME: "/nonexistent" });
  expect(ran).toEqual({ code: 0, stdout: '{"logged_out":false}\n', stderr: "" });
});

test("a log is followed across cuts, each entry once", async () => {
  const entry = (offset: number) => ({
    offset,
    next_offset: offset + 2,
    stream: "stdout",
    text: `${offset}\n`,
  });
  const sent = (offset: number) =>
    `id: ${offset + 2}\nevent: log\ndata: ${JSON.stringify(entry(offset))}\n\n`;
  await using server = await SmallServer.start((response, { headers }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const from = Number(headers["last-event-id"] ?? 0);
    if (from < 4) response.write(`${sent(from)}: alive\n\nid: 99\nevent: log\nda`, () => response.destroy());
    else response.end(`event: end\ndata: {"reason":"destroyed","after":4}\n\n`);
  });
  expect(await runLine(["logs", "demo", "--follow"], server.env)).toEqual({
    code: 0,
    stdout: "0\n2\n",
    stderr: "",
  });
  const lines = await runLine(["logs", "demo", "--follow", "--json"], server.env);
  expect(
    lines.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([entry(0), entry(2)]);
});

test("every command has a help with an example", async () => {
  const below = async (...group: string[]) => {
    const { stdout } = await runLine([...group, "--help"], {});
    return [...stdout.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, name]) => [...group, name!]);
  };
  const commands = [...(await below()), ...(await below("files"))];
  expect(commands.length).toBeGreaterThan(24);
  for (const command of commands) {
    const help = await runLine([...command, "--help"], {});
    expect(help.stdout, command.join(" ")).toContain(`$ sandbar ${command.join(" ")}`);
    expect(help.code).toBe(0);
  }
});
