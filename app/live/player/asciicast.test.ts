import { describe, expect, test } from "vitest";
import { parseEvent, parseHeader } from "./asciicast.ts";

describe("a header", () => {
  test("tells the size, when it began and a title", () => {
    const line =
      '{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"bash","env":{"TERM":"x"}}';
    expect(parseHeader(line)).toEqual({
      ok: true,
      value: { cols: 80, rows: 24, timestamp: 1700000000, title: "bash" },
    });
  });

  test("needs only a version and a size", () => {
    expect(parseHeader('{"version":2,"width":1,"height":4096}')).toMatchObject({
      ok: true,
      value: { timestamp: null, title: null },
    });
  });

  test.each([
    ["", /no asciicast/],
    ["<!doctype html>", /no asciicast/],
    ["[0,1,2]", /no asciicast/],
    ["null", /no asciicast/],
    ['{"version":1,"width":80,"height":24}', /version 1/],
    ['{"version":3,"term":{"cols":80}}', /version 3/],
    ['{"version":"<b>","width":80,"height":24}', /version unknown/],
    ['{"version":2,"width":0,"height":24}', /size/],
    ['{"version":2,"width":80.5,"height":24}', /size/],
    ['{"version":2,"width":"80","height":24}', /size/],
    ['{"version":2,"width":4096,"height":4096}', /larger than/],
  ])("that is none is told: %s", (line, words) => {
    expect(parseHeader(line)).toEqual({ ok: false, problem: expect.stringMatching(words) });
  });
});

describe("an event", () => {
  test.each([
    ['[0,"o","hi"]', { kind: "output", time: 0, text: "hi" }],
    ['[1.5,"o","\\u001b[31m\\ud83d\\ude00"]', { kind: "output", time: 1.5, text: "\x1b[31m😀" }],
    ['[2,"r","120x30"]', { kind: "resize", time: 2, cols: 120, rows: 30 }],
    ['[3,"m","here"]', { kind: "marker", time: 3, label: "here" }],
    ['[3,"m",7]', { kind: "marker", time: 3, label: "" }],
    ['[4,"i","secret"]', { kind: "other", time: 4 }],
    ['[5,"x",0]', { kind: "other", time: 5 }],
  ])("%s", (line, value) => expect(parseEvent(line)).toEqual({ ok: true, value }));

  test.each([
    "",
    "{}",
    '[0,"o"',
    '["0","o","x"]',
    '[-1,"o","x"]',
    '[1e999,"o","x"]',
    '[0,"o",7]',
    '[0,"r","0x0"]',
    '[0,"r","80x"]',
    '[0,"r","4096x4096"]',
    "[0]",
    "[]",
  ])("that can't be read is told, never thrown: %s", (line) => {
    expect(parseEvent(line)).toEqual({ ok: false, problem: expect.any(String) });
  });
});
