import { expect, test } from "vitest";
import type { Command } from "../../domain/lifecycle.ts";
import { ok } from "../../domain/refusal.ts";
import { person } from "../../testing/terminal-viewer.ts";
import type { SocketViewer } from "../contract.ts";
import { Typists } from "./typists.ts";

const OWNER = person("Anna");
const BERT = person("Bert");
const GUS: SocketViewer = {
  ...person("Gus"),
  actor: { kind: "guest", id: "g1", label: "Gus" },
  user_id: null,
  share_id: "s1",
  parts: ["terminal"],
};

/** The journal outlives the object; `restart` makes another that has only the journal. */
function scene() {
  const clock = { now: 1_000_000 };
  const journal: { at: number; who: string; terminal_id: string }[] = [];
  const marks: string[] = [];
  const make = () =>
    new Typists({
      now: () => clock.now,
      owner_id: () => OWNER.user_id ?? undefined,
      mark: (terminal_id, label) => void marks.push(`${terminal_id}: ${label}`),
      apply: (command: Command) => {
        if (command.type !== "terminal_typed") throw new Error(command.type);
        journal.push({ at: clock.now, who: command.actor.id, terminal_id: command.terminal_id });
        return ok(null);
      },
      journal: {
        typedAt: (terminal_id, who) =>
          journal.findLast((one) => one.terminal_id === terminal_id && one.who === who)?.at ?? null,
      },
    });
  let typists = make();
  return {
    clock,
    journal,
    marks,
    typed: (terminal_id: string, who: SocketViewer) => typists.typed(terminal_id, who),
    restart: () => {
      typists = make();
    },
  };
}

test("each person but the owner is told of once in ten minutes and terminal, restarts or not", () => {
  const { clock, journal, typed, restart } = scene();
  for (const who of [OWNER, BERT, GUS, BERT, OWNER, GUS]) typed("t1", who);
  expect(journal.map(({ who }) => who)).toEqual(["id-of-Bert", "g1"]);
  typed("t2", GUS);
  expect(journal.length).toBe(3);
  clock.now += 9 * 60_000;
  restart();
  typed("t1", GUS);
  typed("t1", BERT);
  expect(journal.length).toBe(3);
  clock.now += 60_000;
  for (let times = 0; times < 3; times++) typed("t1", GUS);
  expect(journal.slice(3)).toEqual([{ at: clock.now, who: "g1", terminal_id: "t1" }]);
});

test("what an owner's token types is the owner's", () => {
  const { journal, typed } = scene();
  typed("t1", { ...OWNER, actor: { kind: "token", id: "tok", label: "Anna" }, token_id: "tok" });
  expect(journal).toEqual([]);
});

test("a film is marked where another one begins to type, and not at each letter of a duet", () => {
  const { clock, marks, typed } = scene();
  typed("t1", OWNER);
  expect(marks).toEqual([]);
  for (let letters = 0; letters < 20; letters++) {
    typed("t1", GUS);
    typed("t1", OWNER);
    clock.now += 100;
  }
  clock.now += 5_000;
  typed("t1", OWNER);
  typed("t1", OWNER);
  clock.now += 5_000;
  typed("t1", BERT);
  expect(marks).toEqual(["t1: Gus (guest) types", "t1: Anna types", "t1: Bert types"]);
});
