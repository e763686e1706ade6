import { expect, test } from "vitest";
import { RECORD } from "./testing/record.ts";
import { runLine } from "./testing/run-line.ts";
import { answerJson, SmallServer } from "./testing/small-server.ts";

/** Every command that asks the API for JSON. */
const COMMANDS = [
  ["status", "demo"],
  ["open", "demo"],
  ["list"],
  ["list", "--all"],
  ["logs", "demo"],
  ["logs", "demo", "--follow"],
  ["events", "demo"],
  ["events", "demo", "--follow"],
  ["exec", "demo", "--", "true"],
  ["terminals", "demo"],
  ["ports", "demo"],
  ["files", "list", "demo"],
  ["files", "put", "demo", "there", "package.json"],
  ["export", "demo", "--kind", "patch", "--output", "/nonexistent/x"],
  ["checkpoint", "demo"],
  ["checkpoints", "demo"],
  ["launch", "demo"],
  ["fork", "demo", "other"],
  ["share", "demo", "--minutes", "5"],
  ["shares", "demo"],
  ["unshare", "demo", "shr_1"],
  ["resume", "demo"],
  ["teardown", "demo"],
  ["keep-alive", "demo", "--minutes", "5"],
  ["operation", "demo", "op_1"],
];

const STRANGE = ["{}", "null", "[]", "1", '"x"', '{"items":{}}', '{"items":[{}],"next_cursor":null}', "<p>"];

test.each(COMMANDS.map((argv) => [argv]))(
  "%j says that an answer of another shape is none of Sandbar's",
  async (argv) => {
    for (const body of STRANGE) {
      await using server = await SmallServer.start((response) =>
        response.writeHead(200, { "content-type": "application/json" }).end(body),
      );
      const told = {
        error: `${server.origin} answered 200, and not as Sandbar does.`,
        reason_code: "unexpected_answer",
        next_step: "Look whether the address is that of your dashboard, and what stands before it.",
      };
      const plain = await runLine(argv, server.env);
      expect(plain, body).toMatchObject({
        code: 2,
        stderr: `${told.error} ${told.next_step} (${told.reason_code})\n`,
      });
      const end = argv.indexOf("--");
      const json = end < 0 ? [...argv, "--json"] : argv.toSpliced(end, 0, "--json");
      const ran = await runLine(json, server.env);
      expect(ran, body).toMatchObject({ code: 2, stdout: "" });
      expect(JSON.parse(ran.stderr), body).toEqual({ ...told, retryable: false });
    }
  },
);

test("what follows a good answer is looked at too: operations, their records, streamed events", async () => {
  const begun = { sandbox: RECORD, reused: false, resumed: false, operation_id: "op_1" };
  await using server = await SmallServer.start((response, { method, path }) => {
    if (method === "POST" && path.endsWith("/exec"))
      response.writeHead(200, { "content-type": "text/event-stream" }).end("event: exit\ndata: {}\n\n");
    else if (method === "POST") answerJson(response, 201, begun);
    else if (path.endsWith("/events") || path.endsWith("/logs"))
      response
        .writeHead(200, { "content-type": "text/event-stream" })
        .end("event: event\ndata: [}\n\nevent: log\ndata: null\n\n");
    else answerJson(response, 200, { operation_id: "op_1" });
  });
  for (const argv of [
    ["launch", "demo", "--wait"],
    ["checkpoint", "demo"],
    ["exec", "demo", "--", "true"],
    ["events", "demo", "--follow"],
    ["logs", "demo", "--follow"],
  ]) {
    const ran = await runLine(argv, server.env);
    expect(ran, argv.join(" ")).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr, argv.join(" ")).toContain("(unexpected_answer)");
  }
});

test("what a newer Sandbar tells besides is passed on", async () => {
  const record = { ...RECORD, mood: "calm", owner: { ...RECORD.owner, hat: "red" } };
  await using server = await SmallServer.start((response) => answerJson(response, 200, record));
  expect(await runLine(["status", "demo", "--json"], server.env)).toEqual({
    code: 0,
    stdout: `${JSON.stringify(record)}\n`,
    stderr: "",
  });
});
