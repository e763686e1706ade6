import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SERVER = `import { createServer } from "node:http";

/** Answers every request alike. */
export function serve(port: number) {
  const server = createServer((request, response) => {
    response.end("hello\\n");
  });
  return server.listen(port);
}
`;

/** A small repository below `folder`, as sandboxes clone it; answers its address. */
export function makeRepository(folder: string): string {
  const path = join(folder, "greeter");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "server.ts"), SERVER);
  writeFileSync(join(path, "README.md"), "# Greeter\n\nA small server.\n");
  writeFileSync(join(path, "notes.txt"), "Not needed any more.\n");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@localhost", ...args], { cwd: path });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "Greet");
  return `file://${path}`;
}
