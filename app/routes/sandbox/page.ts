import type { loader } from "./sandbox.tsx";

/** What the sandbox page hands to its tabs. */
export type SandboxPage = Awaited<ReturnType<typeof loader>>;
