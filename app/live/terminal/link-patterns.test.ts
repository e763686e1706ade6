import { expect, test } from "vitest";
import { findLinks, linkTarget, targetUrl } from "./link-patterns.ts";

const at = (text: string) =>
  findLinks(text).map(({ start, text, target }) => [start, text, targetUrl(target, "demo")]);

test.each([
  ["see https://example.com/a?b=1#c.", 4, "https://example.com/a?b=1#c", "https://example.com/a?b=1#c"],
  ["(https://example.com/a_(b))", 1, "https://example.com/a_(b)", "https://example.com/a_(b)"],
  ["<https://example.com>", 1, "https://example.com", "https://example.com/"],
  ["on http://localhost:3000/", 3, "http://localhost:3000/", "/sandboxes/demo/ports/3000/open?path=%2F"],
  [
    "http://127.0.0.1:8080/x?y=1",
    0,
    "http://127.0.0.1:8080/x?y=1",
    "/sandboxes/demo/ports/8080/open?path=%2Fx%3Fy%3D1",
  ],
  ["http://0.0.0.0:80", 0, "http://0.0.0.0:80", "/sandboxes/demo/ports/80/open?path=%2F"],
  ["https://[::1]:8443/#a", 0, "https://[::1]:8443/#a", "/sandboxes/demo/ports/8443/open?path=%2F%23a"],
  ["http://localhost", 0, "http://localhost", "/sandboxes/demo/ports/80/open?path=%2F"],
  ["Local: localhost:5173, ready", 7, "localhost:5173", "/sandboxes/demo/ports/5173/open?path=%2F"],
  ["127.0.0.1:9000/docs", 0, "127.0.0.1:9000/docs", "/sandboxes/demo/ports/9000/open?path=%2Fdocs"],
  ["[::]:3000", 0, "[::]:3000", "/sandboxes/demo/ports/3000/open?path=%2F"],
  ["http://app.localhost:3000", 0, "http://app.localhost:3000", "/sandboxes/demo/ports/3000/open?path=%2F"],
])("%j leads to one place", (text, start, shown, url) => {
  expect(at(text)).toEqual([[start, shown, url]]);
});

test.each([
  "localhost",
  "localhost:99999",
  "localhost:0",
  "mylocalhost:3000",
  "user@localhost:22",
  "x127.0.0.1:80",
  "ftp://example.com",
  "javascript:alert(1)",
  "https://",
  "https://user:secret@example.com/",
])("%j leads nowhere", (text) => {
  expect(at(text)).toEqual([]);
});

test.each([
  "javascript:alert(1)",
  "file:///etc/passwd",
  "data:text/html,x",
  "vscode://x",
  "not a url",
  "/relative",
])("a link of a program to %j is not followed", (address) => {
  expect(linkTarget(address)).toBeNull();
});
