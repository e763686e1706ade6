import { expect, test } from "vitest";
import { FRAME_TYPES } from "../../domain/protocol.ts";
import { agentLegs, type Legs } from "../../testing/agent-legs.ts";
import { withSandbox } from "../../testing/faulty-storage.ts";
import { person, TerminalViewer } from "../../testing/terminal-viewer.ts";
import type { Sandbox } from "../sandbox.ts";

const ANNA = person("Anna");

async function withTerminal(
  work: (
    sandbox: Sandbox,
    legs: Legs,
    join: (id: string, offset?: number) => Promise<TerminalViewer>,
  ) => Promise<void>,
): Promise<void> {
  const legs = agentLegs();
  await withSandbox(async (sandbox) => {
    const argv = ["bash", "--noprofile", "--norc"];
    await sandbox.agent().createPty({ pty_id: "main", cols: 100, rows: 30, argv, env: { PS1: "> " } });
    await work(sandbox, legs, (id, offset) =>
      new TerminalViewer(sandbox.terminals.connect("main", id, ANNA, offset), offset).greeted(),
    );
    sandbox.terminals.closeAll(1000, "the test is over");
  }, legs.engine);
}

/** A flood for each line that is typed. */
const FLOODS =
  'stty -echo; while read -r more; do [ "$more" = enough ] && break; seq 1 25000; done; echo end-$((3+3))\n';

test("cuts of the way to the agent during a flood: no viewer is dropped, no byte is lost or doubled", async () => {
  await withTerminal(async (_, legs, join) => {
    const anna = await join("anna", 0);
    const bert = await join("bert", 0);
    anna.type(FLOODS);
    let cuts = 0;
    for (let flood = 0; flood < 8; flood++) {
      const before = anna.offset ?? 0;
      anna.type("more\n");
      // Cut as soon as something of it has come.
      await expect.poll(() => (anna.offset ?? 0) > before, { interval: 2 }).toBe(true);
      cuts += legs.cut("viewer=relay");
    }
    anna.type("enough\n");
    await anna.sees("end-6");
    await bert.sees("end-6");
    expect(cuts).toBeGreaterThanOrEqual(8);
    for (const viewer of [anna, bert]) {
      expect([viewer.closed, viewer.broken]).toEqual([null, null]);
      expect(viewer.saw("hello").length).toBe(1);
    }
    await expect.poll(() => anna.text === bert.text).toBe(true);
    expect(anna.text.match(/^\d+\r$/gm)?.length).toBe(200_000);
  });
});

test("what is typed while its way to the agent is cut arrives once, in order, and the viewer notices nothing", async () => {
  await withTerminal(async (_, legs, join) => {
    const anna = await join("anna", 0);
    anna.type("stty -echo; cat > typed\n");
    await expect.poll(() => anna.saw("input_ack").at(-1)?.offset).toBe(anna.typed);
    const lines = Array.from({ length: 300 }, (_, index) => `line-${index}\n`);
    for (const [index, line] of lines.entries()) {
      anna.type(line);
      if (index % 20 === 10) legs.cut("output=0");
      if (index % 7 === 0) await new Promise((go) => setTimeout(go, 5));
    }
    await expect.poll(() => anna.saw("input_ack").at(-1)?.offset, { timeout: 20_000 }).toBe(anna.typed);
    anna.type("\u0004");
    anna.type("sha256sum typed; echo end-$((3+3))\n");
    await anna.sees("end-6");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines.join("")));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(anna.text).toContain(hex);
    expect([anna.closed, anna.broken]).toEqual([null, null]);
  });
});

test("an engine that is gone for a while is a pause: all that was printed and typed meanwhile is there", async () => {
  await withTerminal(async (_, legs, join) => {
    const anna = await join("anna", 0);
    anna.type(
      "stty -echo; for i in 1 2 3 4 5 6; do echo tick-$i; sleep 0.2; done; read line; echo got-$line\n",
    );
    await anna.sees("tick-1");
    legs.down = true;
    legs.cut("/attach");
    anna.type("hello\n");
    await new Promise((go) => setTimeout(go, 1_200));
    expect(anna.closed).toBeNull();
    legs.down = false;
    await anna.sees("got-hello");
    for (const i of [1, 2, 3, 4, 5, 6]) expect(anna.text.split(`tick-${i}\r\n`).length).toBe(2);
    expect([anna.closed, anna.broken]).toEqual([null, null]);
  });
});

test("a terminal that ends while the way to it is cut closes its viewers with 4404", async () => {
  await withTerminal(async (sandbox, legs, join) => {
    const anna = await join("anna", 0);
    const legsOpen = legs.open.length;
    expect(legsOpen).toBeGreaterThan(1);
    legs.holds = "/attach";
    legs.cut("/attach");
    await sandbox.agent().closePty("main");
    legs.holds = null;
    await expect.poll(() => anna.closed?.code, { timeout: 10_000 }).toBe(4404);
  });
});

test("a program that ends while the way to it is cut is told of, after its last output", async () => {
  await withTerminal(async (_, legs, join) => {
    const anna = await join("anna", 0);
    legs.holds = "/attach";
    anna.type("stty -echo; sleep 0.3; echo last-$((1+1)); exit 7\n");
    await anna.sees("stty");
    legs.cut("viewer=relay");
    await new Promise((go) => setTimeout(go, 1_000));
    legs.holds = null;
    await expect.poll(() => anna.saw("exit").length, { timeout: 10_000 }).toBe(1);
    expect(anna.saw("exit")[0]?.exit).toEqual({ exit_code: 7, signal: null });
    expect(anna.text).toContain("last-2");
    const late = await join("bert");
    await expect.poll(() => late.saw("exit").length).toBe(1);
    expect(late.text).toBe(anna.text);
    expect(anna.closed).toBeNull();
  });
});

test("a cut between a gap and the screen that belongs to it: the viewer is told of one gap, and is shown the screen", async () => {
  await withTerminal(async (sandbox, legs, join) => {
    const anna = await join("anna", 0);
    anna.type(
      "stty -echo; echo ready-$((1+1)); sleep 1; seq 1 1500000; touch done; sleep 2; echo end-$((3+3))\n",
    );
    await anna.sees("ready-2");
    legs.holds = "/attach";
    legs.cut("viewer=relay");
    // More than the agent keeps is printed meanwhile.
    const isDone = () =>
      sandbox
        .agent()
        .readFile("done")
        .then(
          () => true,
          () => false,
        );
    await expect.poll(isDone, { timeout: 20_000 }).toBe(true);
    legs.cutBehind = FRAME_TYPES.dropped;
    legs.holds = null;
    await anna.sees("end-6");
    expect(legs.cutBehind).toBeNull();
    expect([anna.saw("dropped").length, anna.saw("screen").length]).toEqual([1, 1]);
    expect([anna.closed, anna.broken]).toEqual([null, null]);
  });
});
