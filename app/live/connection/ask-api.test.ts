import { afterEach, expect, test, vi } from "vitest";
import { joinShare } from "../sandbox/join-share.ts";
import { ask } from "./ask-api.ts";

afterEach(() => vi.unstubAllGlobals());

function answering(answer: Response | Error): void {
  vi.stubGlobal("fetch", async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

const others = () => [new TypeError("failed to fetch"), page(502), page(404), page(200)];
const page = (status: number) => new Response("<h1>Bad gateway</h1>", { status });
const refusal = (status: number, reason_code: string) =>
  Response.json({ error: "Not now.", reason_code, retryable: true, next_step: "Later." }, { status });
const joining = { token: "t", name: "Gwen" };

test("what a proxy answers in place of Sandbar is told as Sandbar being out of reach", async () => {
  for (const other of others()) {
    answering(other);
    const problem = { message: "Sandbar can’t be reached.", next_step: expect.any(String) };
    expect(await ask("/api/v1/sandboxes")).toEqual({ ok: false, problem });
  }
  for (const other of others()) {
    answering(other);
    expect(await joinShare(joining)).toMatchObject({
      kind: "refused",
      refusal: { message: expect.stringContaining("can’t be reached"), next_step: expect.any(String) },
    });
  }
});

test("a refusal is told in its own words", async () => {
  answering(refusal(409, "operation_conflict"));
  expect(await ask("/x", "POST", {})).toEqual({
    ok: false,
    problem: { message: "Not now.", next_step: "Later." },
  });
  answering(refusal(429, "rate_limited"));
  expect(await joinShare(joining)).toMatchObject({ kind: "refused", refusal: { message: "Not now." } });
  answering(refusal(410, "share_over"));
  expect(await joinShare(joining)).toEqual({ kind: "over" });
});

test("what was asked for is handed over", async () => {
  answering(new Response(null, { status: 204 }));
  expect(await ask("/x", "DELETE")).toEqual({ ok: true, body: null });
  answering(Response.json({ share_id: "sh_1" }));
  expect(await joinShare(joining)).toEqual({ kind: "in", share_id: "sh_1" });
});
