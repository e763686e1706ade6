/**
 * Deletes a folder with all in it, by rm(1): Node's own asynchronous way fails on names that are not UTF-8.
 * Read-only folders of the same user (module caches have them) are opened first.
 */
import { childStdio } from "./descriptors.ts";
import { lazyNode } from "./lazy-node.ts";

export async function removeTree(path: string): Promise<void> {
  if ((await run("rm", "-rf", "--", path)) === undefined) return;
  await run("chmod", "-R", "u+rwX", "--", path);
  const problem = await run("rm", "-rf", "--", path);
  if (problem !== undefined) throw Object.assign(new Error(problem), { code: "EACCES" });
}

/** What the program complained of, or undefined when it succeeded. */
async function run(program: string, ...args: readonly string[]): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const child = lazyNode.childProcess.spawn(program, args, {
      stdio: childStdio(["ignore", "ignore", "pipe"]),
    });
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, 1000);
    });
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? undefined : complaint || `${program} failed`));
  });
}
