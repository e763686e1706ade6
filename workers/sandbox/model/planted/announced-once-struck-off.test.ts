import { expect, test, vi } from "vitest";
import type { AnnouncerPorts } from "../../outbox/announcer.ts";
import { firstFailure } from "../search.ts";

/** An event is struck off as it is brought to a queue, so a crash or a failure before the queue has it loses it. */
vi.mock("../../outbox/announcer.ts", async (original) => {
  const { Announcer } = await original<typeof import("../../outbox/announcer.ts")>();
  return {
    Announcer: class extends Announcer {
      constructor(ports: AnnouncerPorts) {
        const webhook: AnnouncerPorts["webhook"] = (id) => ({
          take: (...parameters) => {
            ports.storage.sql.exec("DELETE FROM announcements");
            return ports.webhook(id).take(...parameters);
          },
        });
        super({ ...ports, webhook });
      }
    },
  };
});

test("planted: an event is struck off before every webhook's queue has taken it", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(/webhooks were to be told/);
});
