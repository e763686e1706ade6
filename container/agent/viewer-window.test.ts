import { expect, test } from "vitest";
import { ViewerWindow } from "./viewer-window.ts";

/** Acknowledges steps of 64 KiB, so many milliseconds apart. */
function paced(window: ViewerWindow, apart_ms: number, steps = 50, from = 1_000): number {
  for (let step = 0; step < steps; step++) window.acknowledged(65_536, from + step * apart_ms);
  return window.bytes;
}

test("a viewer has a tenth of a second ahead of it, within bounds", () => {
  expect(paced(new ViewerWindow(), 0.5)).toBe(1024 * 1024);
  expect(paced(new ViewerWindow(), 10) / 655_360).toBeCloseTo(1, 0);
  expect(paced(new ViewerWindow(), 100)).toBe(256 * 1024);
});

test("a silence says nothing about the pace, and a viewer that became faster has more", () => {
  const window = new ViewerWindow();
  expect(paced(window, 100)).toBe(256 * 1024);
  window.acknowledged(100, 60_000);
  expect(window.bytes).toBe(256 * 1024);
  expect(paced(window, 1, 100, 60_000)).toBe(1024 * 1024);
});
