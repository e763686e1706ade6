import { expect, test } from "vitest";
import { fakeWorld } from "../testing/fake-world.ts";
import { Heartbeat } from "./heartbeat.ts";

function setUp() {
  const { world, pass, sleep } = fakeWorld();
  const seen = { asked: 0, silent: 0 };
  const heartbeat = new Heartbeat(world, {
    everyMs: 10_000,
    withinMs: 8_000,
    ask: () => {
      seen.asked += 1;
    },
    onSilent: () => {
      seen.silent += 1;
    },
  });
  return { heartbeat, seen, pass, sleep };
}

test("it asks every so often while something is heard, and tells of silence once", () => {
  const { heartbeat, seen, pass } = setUp();
  heartbeat.start();
  for (let round = 1; round <= 5; round++) {
    expect(seen.asked).toBe(round);
    heartbeat.heard();
    pass(10_000);
  }
  pass(60_000);
  expect(seen.silent).toBe(1);
});

test("after a sleep a connection gets one more question before it is called dead", () => {
  const { heartbeat, seen, pass, sleep } = setUp();
  heartbeat.start();
  sleep(3_600_000);
  expect(seen).toEqual({ asked: 2, silent: 0 });
  heartbeat.heard();
  pass(2_500);
  expect(seen.silent).toBe(0);
  sleep(3_600_000);
  pass(2_500);
  expect(seen.silent).toBe(1);
});

test("in a background tab, where timers run once a minute, an answered question is enough", () => {
  const { heartbeat, seen, sleep } = setUp();
  heartbeat.start();
  for (let minute = 0; minute < 30; minute++) {
    heartbeat.heard();
    sleep(60_000);
  }
  expect(seen.silent).toBe(0);
});

test("a connection that is dead is found out in a background tab, too", () => {
  const { heartbeat, seen, sleep } = setUp();
  heartbeat.start();
  for (let minute = 0; minute < 3; minute++) sleep(60_000);
  expect(seen.silent).toBe(1);
});

test("a probe has a short deadline; a stopped heartbeat asks nothing", () => {
  const { heartbeat, seen, pass } = setUp();
  heartbeat.probe();
  expect(seen.asked).toBe(0);
  heartbeat.start();
  heartbeat.heard();
  pass(9_000);
  heartbeat.probe();
  pass(2_499);
  expect(seen.silent).toBe(0);
  pass(1);
  expect(seen.silent).toBe(1);
});
