import type { Template } from "./templates.ts";

const PACKAGE = `{
  "name": "app",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node server.js",
    "test": "node --test"
  }
}
`;

const SERVER = `import { createServer } from "node:http";
import { greeting } from "./greeting.js";

const port = Number(process.env.PORT ?? 3000);

createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(greeting(searchParams.get("name") ?? "world") + "\\n");
}).listen(port, () => console.log(\`Listening on http://localhost:\${port}\`));
`;

const GREETING = `/** The sentence that the server answers with. */
export function greeting(name) {
  return \`Hello, \${name}!\`;
}
`;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { greeting } from "./greeting.js";

test("greets by name", () => {
  assert.equal(greeting("Ada"), "Hello, Ada!");
});
`;

export const nodeTemplate: Template = {
  name: "node",
  title: "Node.js",
  description: "A small HTTP server with a test, without dependencies: npm start, npm test.",
  files: [
    { path: "package.json", content: PACKAGE },
    { path: "server.js", content: SERVER },
    { path: "greeting.js", content: GREETING },
    { path: "greeting.test.js", content: TEST },
    { path: ".gitignore", content: "node_modules/\n" },
  ],
  setup: [
    ["git", "init", "--quiet", "--initial-branch=main"],
    ["node", "--test"],
  ],
  command: null,
};
