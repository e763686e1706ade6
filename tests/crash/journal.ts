/** What must hold for every sandbox whatever has crashed. */
import { expect } from "vitest";
import { LEGAL } from "../../workers/domain/lifecycle/table.ts";
import type { State } from "../../workers/domain/sandbox.ts";
import { leftovers } from "../product/leftovers.ts";
import type { Product } from "../product/product.ts";

/** Where a sandbox stays until somebody wants something. */
export const AT_REST: readonly State[] = ["running", "completed", "destroyed", "error"];

/** No hole, no step that the table does not have, every operation ended, and nothing left of what is destroyed. */
export async function expectSound({ api, dataDir }: Product, name: string): Promise<void> {
  const record = await api.record(name);
  const events = await api.events(name);
  expect(AT_REST, `${name} is at rest`).toContain(record.state);
  expect(record).toMatchObject({ operation: null, phase: null });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  let state: State = "new";
  for (const { from, to } of events) {
    if (from === undefined || to === undefined) continue;
    expect(from).toBe(state);
    expect(LEGAL[from], `${name}: ${from} -> ${to}`).toContain(to);
    state = to;
  }
  expect(state).toBe(record.state);
  const ids = (type: RegExp) =>
    events.filter((event) => type.test(event.type)).map((event) => event.operation_id);
  expect(ids(/^operation_(succeeded|failed)$/)).toEqual(ids(/^operation_started$/));
  if (record.state !== "destroyed") return;
  expect(leftovers(dataDir).filter((left) => left.includes(record.id))).toEqual([]);
}
