import { expect, test } from "vitest";
import type { EngineError } from "../../workers/engines/engine.ts";
import { parseStartRequest } from "./start-request.ts";

const SPEC = {
  image: "base",
  workspace: "fresh",
  limits: { cpus: 1, memory_bytes: 2 ** 29, disk_bytes: 2 ** 30, pids: 128 },
  egress: { mode: "proxy", allow_hosts: ["*.example.com", "github.com"] },
  local_repository: "/srv/git/a.git",
};

test("a whole request", () => {
  expect(parseStartRequest({ generation: 3, spec: SPEC })).toEqual({ generation: 3, spec: SPEC });
});

const limits = (change: object): object => ({ ...SPEC, limits: { ...SPEC.limits, ...change } });

test.each([
  ["body", []],
  ["generation", { generation: 0, spec: SPEC }],
  ["generation", { generation: "1", spec: SPEC }],
  ["spec", { generation: 1 }],
  ["spec.image", { generation: 1, spec: { ...SPEC, image: 1 } }],
  ["spec.workspace", { generation: 1, spec: { ...SPEC, workspace: "old" } }],
  ["spec.limits.cpus", { generation: 1, spec: limits({ cpus: 0 }) }],
  ["spec.limits.cpus", { generation: 1, spec: limits({ cpus: Number.NaN }) }],
  ["spec.limits.memory_bytes", { generation: 1, spec: limits({ memory_bytes: "512M" }) }],
  ["spec.limits.disk_bytes", { generation: 1, spec: limits({ disk_bytes: 1e30 }) }],
  ["spec.limits.pids", { generation: 1, spec: limits({ pids: -1 }) }],
  ["spec.egress.mode", { generation: 1, spec: { ...SPEC, egress: { mode: "open" } } }],
  [
    "spec.egress.allow_hosts",
    { generation: 1, spec: { ...SPEC, egress: { mode: "proxy", allow_hosts: "*" } } },
  ],
  [
    "spec.egress.allow_hosts",
    { generation: 1, spec: { ...SPEC, egress: { mode: "proxy", allow_hosts: ["*"] } } },
  ],
  ["spec.local_repository", { generation: 1, spec: { ...SPEC, local_repository: 5 } }],
])("C29: a wrong %s is refused by name", (field, body) => {
  try {
    parseStartRequest(body);
    expect.unreachable();
  } catch (error) {
    expect((error as EngineError).refusal).toMatchObject({ reason_code: "invalid_request", field });
  }
});
