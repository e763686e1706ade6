import type { SandboxApi } from "../../sandbox/contract.ts";
import type { ServiceEnv } from "../context.ts";

/** A sandbox's Durable Object: commands as methods, streams and sockets by `fetch("https://sandbox/…")`. */
export type SandboxStub = SandboxApi & Pick<Fetcher, "fetch">;

/** Reaches the one writer of this sandbox. Naming it starts nothing. */
export function sandboxStub(env: Pick<ServiceEnv, "SANDBOX">, id: string): SandboxStub {
  // The stub's generated type wraps every result once more than TypeScript can follow; the contract is what it is.
  return env.SANDBOX.get(env.SANDBOX.idFromName(id)) as unknown as SandboxStub;
}
