import { DurableObject } from "cloudflare:workers";
import { createRequestHandler } from "react-router";

const handle = createRequestHandler(() => import("virtual:react-router/server-build"), import.meta.env.MODE);

export class SandboxObject extends DurableObject<Env> {}

export default {
  async fetch(request) {
    return handle(request);
  },
} satisfies ExportedHandler<Env>;
