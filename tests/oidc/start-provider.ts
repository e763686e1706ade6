import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Starts it as a process of its own, where the product was told that it is; it ends with this one. */
export async function startProvider(issuer: string, product: string): Promise<ChildProcess> {
  const callback = `${product}/sign-in/oidc/callback`;
  const child = fork(join(import.meta.dirname, "provider.ts"), [new URL(issuer).port, callback], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const [first] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (first !== "ready") throw new Error(`the OpenID provider ended with ${first}`);
  return child;
}

export async function stopProvider(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill();
  await exited;
}
