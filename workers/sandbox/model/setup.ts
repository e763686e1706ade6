/** Puts the world's engine in place of the configured one, and lets the model see what comes back as reports. */
import { vi } from "vitest";
import type { Command } from "../../domain/lifecycle.ts";
import type { SandboxPorts } from "../sandbox-ports.ts";
import type { Simulated } from "./world.ts";

vi.stubGlobal("WebSocketRequestResponsePair", class {});

vi.mock("../sandbox.ts", async (original) => {
  const { Sandbox } = await original<typeof import("../sandbox.ts")>();
  return {
    Sandbox: class extends Sandbox {
      readonly #seen: (command: Command) => void;

      constructor(ctx: DurableObjectState, ports: SandboxPorts) {
        const { instance, engine, mail, seen } = (ctx as unknown as { simulated: Simulated }).simulated;
        super(ctx, { ...ports, engine, mail });
        this.#seen = seen;
        instance.sandbox = this;
      }

      override apply(...parameters: Parameters<InstanceType<typeof Sandbox>["apply"]>) {
        // The constructor itself may find a lock that has expired.
        if (#seen in this) this.#seen(parameters[0]);
        return super.apply(...parameters);
      }
    },
  };
});
