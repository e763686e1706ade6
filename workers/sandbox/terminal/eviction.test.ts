import { expect, test } from "vitest";
import { asleep } from "../../testing/engines.ts";
import { bringUp, discard, launchSpec, stubOf } from "../../testing/sandboxes.ts";
import { openTerminal, TerminalViewer } from "../../testing/terminal-viewer.ts";

test("an object that goes away in the middle of a flood costs no viewer a byte, and no keystroke is applied twice", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const script = "stty -echo; read line; echo got-$line; seq -f 'line %08.0f' 1 60000; echo end-$((3+3))\n";
  let anna = await TerminalViewer.connect(stub, terminal, "anna", 0);
  anna.type(script);
  await expect.poll(() => anna.saw("input_ack").at(-1)?.offset).toBe(anna.typed);
  const at = anna.typed;
  let text = "";
  for (let life = 0; life < 3; life++) {
    // Whether it arrived before the object went is not known to its person.
    anna.type("once\n", at);
    await asleep(launch.identity.id);
    await expect.poll(() => anna.closed).not.toBeNull();
    expect(anna.broken).toBeNull();
    text += anna.text;
    anna = await TerminalViewer.connect(stubOf(launch), terminal, "anna", anna.offset);
    expect(anna.saw("dropped")).toEqual([]);
  }
  if (anna.typed === at) anna.type("once\n", at);
  // A flood that ended before the object last went has brought it to an earlier one.
  await expect.poll(() => text + anna.text, { timeout: 20_000 }).toMatch("end-6");
  text += anna.text;
  expect(text.split("got-once\r\n").length).toBe(2);
  expect(text.match(/^line \d{8}\r$/gm)?.length).toBe(60_000);
  expect(anna.broken).toBeNull();
  await discard(launch);
});
