import { expect, test } from "vitest";
import { ViewerWindow } from "./viewer-window.ts";

/** Acknowledges steps of 64 KiB, so many milliseconds apart. */
function paced(window: ViewerWindow, apart_ms: number, steps = 50, from = 1_000): number {
  for (let step = 0; step < steps; step++) window.acknowledged(65_536, 262_144, from + step * apart_ms);
  return window.bytes;
}

test("a viewer has a tenth of a second ahead of it, within bounds", () => {
  expect(paced(new ViewerWindow(), 0.5)).toBe(1024 * 1024);
  expect(paced(new ViewerWindow(), 10) / 655_360).toBeCloseTo(1, 0);
  expect(paced(new ViewerWindow(), 100)).toBe(384 * 1024);
});

test("a silence says nothing about the pace, and a viewer that became faster has more", () => {
  const window = new ViewerWindow();
  expect(paced(window, 100)).toBe(384 * 1024);
  window.acknowledged(100, 262_144, 60_000);
  expect(window.bytes).toBe(384 * 1024);
  expect(paced(window, 1, 100, 60_000)).toBe(1024 * 1024);
});

test("few bytes that are acknowledged at leisure make it no smaller", () => {
  const window = new ViewerWindow();
  for (let key = 0; key < 50; key++) window.acknowledged(7, 7, 1_000 + key * 50);
  expect(window.bytes).toBe(1024 * 1024);
});
