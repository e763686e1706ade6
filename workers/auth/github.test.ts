import { expect, test } from "vitest";
import { githubPerson } from "./github.ts";

/** GitHub's API, as it answers: by path. */
function github(answers: Record<string, unknown>) {
  const asked: Request[] = [];
  const ask = (async (url: string, init: RequestInit) => {
    asked.push(new Request(url, init));
    const answer = answers[new URL(url).pathname];
    return answer === undefined ? new Response("", { status: 404 }) : Response.json(answer);
  }) as typeof fetch;
  return { ask, asked };
}

const USER = { id: 7, login: "ann", name: "Ann", email: "public@example.com" };
const address = (email: string, primary: boolean, verified: boolean) => ({ email, primary, verified });

test("the person is their number, and the address is the primary one", async () => {
  const emails = [address("other@example.com", false, true), address("ann@example.com", true, true)];
  const { ask, asked } = github({ "/user": USER, "/user/emails": emails });
  expect(await githubPerson("token", ask)).toEqual({
    id: "7",
    name: "Ann",
    email: "ann@example.com",
    email_verified: true,
  });
  expect(asked.map((request) => request.headers.get("authorization"))).toEqual([
    "Bearer token",
    "Bearer token",
  ]);
});

test("what a profile shows in public is nobody's word for an address", async () => {
  const { ask } = github({ "/user": USER, "/user/emails": [] });
  expect(await githubPerson("token", ask)).toMatchObject({ email: "", email_verified: false });
});

test("an address that is not verified is said to be so", async () => {
  const { ask } = github({ "/user": USER, "/user/emails": [address("ann@example.com", true, false)] });
  expect(await githubPerson("token", ask)).toMatchObject({ email: "ann@example.com", email_verified: false });
});

test("no answer is nobody", async () => {
  expect(await githubPerson("token", github({ "/user": USER }).ask)).toBeNull();
  expect(await githubPerson("token", github({ "/user/emails": [] }).ask)).toBeNull();
  expect(await githubPerson("token", github({ "/user": { login: "x" }, "/user/emails": [] }).ask)).toBeNull();
});
