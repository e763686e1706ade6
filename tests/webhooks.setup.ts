/** For tests inside workerd: an endpoint in the process of the tests, reached by the name that WEBHOOK_ALLOWED_HOSTS has. */
import type { TestProject } from "vitest/node";
import { startReceiver } from "./webhook-receiver.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Port on 127.0.0.1. */
    readonly webhookReceiver: number;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const receiver = await startReceiver();
  project.provide("webhookReceiver", receiver.port);
  return () => receiver.close();
}
