import { expect, test } from "vitest";
import { type ProviderVariables, readProviders } from "./provider-settings.ts";

const GITHUB = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret-of-github" };
const OIDC = {
  OIDC_ISSUER: "https://id.example.com/realm",
  OIDC_CLIENT_ID: "id",
  OIDC_CLIENT_SECRET: "secret-of-oidc",
};

function read(env: ProviderVariables) {
  const providers = readProviders(env);
  return providers.ok ? providers.value.map(({ id, name }) => `${id} ${name}`) : providers.refusal.message;
}

test("what is configured is offered, by name", () => {
  expect(read({})).toEqual([]);
  expect(read(GITHUB)).toEqual(["github GitHub"]);
  expect(read(OIDC)).toEqual(["oidc id.example.com"]);
  expect(read({ ...GITHUB, ...OIDC, OIDC_NAME: "Example" })).toEqual(["github GitHub", "oidc Example"]);
});

test("R7: an empty value is none at all", () => {
  const names = [...Object.keys(GITHUB), ...Object.keys(OIDC), "OIDC_NAME"];
  expect(read(Object.fromEntries(names.map((name) => [name, ""])))).toEqual([]);
});

test.each([
  ["GITHUB_CLIENT_ID", { ...GITHUB, GITHUB_CLIENT_ID: "" }],
  ["GITHUB_CLIENT_SECRET", { ...GITHUB, GITHUB_CLIENT_SECRET: undefined }],
  ["OIDC_ISSUER", { ...OIDC, OIDC_ISSUER: "" }],
  ["OIDC_ISSUER", { OIDC_NAME: "Example" }],
  ["OIDC_CLIENT_ID", { ...OIDC, OIDC_CLIENT_ID: undefined }],
  ["OIDC_CLIENT_SECRET", { ...OIDC, OIDC_CLIENT_SECRET: "" }],
  ["OIDC_NAME", { ...OIDC, OIDC_NAME: "  " }],
])("R6, R7: half a configuration is refused and names %s, never a value", (name, env) => {
  const message = read(env);
  expect(message).toContain(name);
  expect(message).not.toContain("secret-of");
});

test.each([
  ["https://id.example.com", true],
  ["http://127.0.0.1:9000", true],
  ["http://localhost:9000/realm", true],
  ["http://[::1]:9000", true],
  ["http://id.example.com", false],
  ["http://localhost.evil.example", false],
  ["https://user:pass@id.example.com", false],
  ["https://id.example.com/?a=b", false],
  ["https://id.example.com/#a", false],
  ["ftp://id.example.com", false],
  ["id.example.com", false],
])("the issuer %s: %s", (OIDC_ISSUER, fine) => {
  expect(Array.isArray(read({ ...OIDC, OIDC_ISSUER }))).toBe(fine);
});
