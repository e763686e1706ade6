import { expect, test } from "vitest";
import type { EventBody } from "../../../workers/domain/sandbox/bodies.ts";
import { stepsOf } from "./provisioning-steps.ts";

let seq = 0;
function event(type: string, data: object, more: Partial<EventBody> = {}): EventBody {
  seq += 1;
  return { seq, at: new Date(seq * 1000).toISOString(), type, actor: "Ada", data: { ...data }, ...more };
}
const provisioning = () => event("state_changed", {}, { to: "provisioning" });
const began = (phase: string) => event("phase_started", { phase });
const ended = (phase: string, outcome: string) =>
  event("phase_finished", { phase, outcome, duration_ms: 250 });

test("steps show what is done, under way and failed", () => {
  const steps = stepsOf([
    provisioning(),
    began("allocating"),
    ended("allocating", "succeeded"),
    began("setup"),
  ]);
  expect(steps.map(({ phase, outcome, duration_ms }) => [phase, outcome, duration_ms])).toEqual([
    ["allocating", "succeeded", 250],
    ["setup", "running", null],
  ]);
});

test("only the newest launch counts", () => {
  const first = [provisioning(), began("cloning"), ended("cloning", "failed")];
  const steps = stepsOf([...first, provisioning(), began("allocating"), ended("allocating", "succeeded")]);
  expect(steps.map(({ phase }) => phase)).toEqual(["allocating"]);
});
