/** Who comes back in the middle of a full-screen program sees, pixel by pixel, what somebody sees who never left. */
import type { Page, TestInfo } from "@playwright/test";
import { expect, type Sandboxes, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

/**
 * More output than is kept of a terminal, none of it to be seen: what it shows then comes from a screen alone. Printed
 * behind the program's back, whatever that is.
 */
const UNSEEN = "head -c 3500000 /dev/zero > $(cat terminal-name)";

interface Program {
  readonly name: string;
  /** Typed before the reload (or waited for), and what is on the screen then. */
  readonly before: readonly (string | RegExp)[];
  readonly shows: RegExp;
  /** Typed afterwards, by the one who stayed. */
  readonly after: readonly string[];
  readonly showsThen: RegExp;
  /** Back to the prompt. */
  readonly end: readonly (string | RegExp)[];
}

const ESCAPE = "\x1b";
const CHORDS: Readonly<Record<string, string>> = { "\x02": "Control+b", "\x15": "Control+u" };
/** Cursor shapes, wide characters, combining ones, and every attribute, in a file that every program gets to show. */
const TEXT = [
  "for i in $(seq 120); do echo \"line $i 🦀 漢字かな カタカナ 한국어 é 👍🏽 👨‍👩‍👧 ❤️ ａｂｃ $(printf '\\033[1;3;4;3%dm' $((i % 8)))styled\"; done > text",
  "tty > terminal-name",
  // Keys that come as fast as these would be taken for a paste.
  "echo 'set -g assume-paste-time 0' > tmux.conf",
  "sed 's/\\x1b[^m]*m//g' text > plain",
];

const PROGRAMS: readonly Program[] = [
  {
    name: "vim",
    before: ["vim -u NONE -N plain\n", ":set number nowrap hlsearch\n", "50G", "/漢字\n"],
    shows: /line\s50\s/,
    after: ["zt", "ohere 漢🦀 is new", ESCAPE, ":vsplit\n", "10j"],
    showsThen: /here 漢🦀 is new/,
    // Vim throws away what is typed while it leaves. What was typed before it had begun may stand in between.
    end: [":qa!\n", /-N plain.*sandbox:\S+\$/],
  },
  {
    name: "less",
    before: ["less -R text\n", "  ", "/line 7\n"],
    shows: /line\s7\d/,
    after: ["g", "jj"],
    showsThen: /line\s3\s/,
    end: ["q", /-R text.*sandbox:\S+\$/],
  },
  {
    name: "tmux",
    before: [
      "tmux -L screens -f tmux.conf new -x- -y- 'bash --norc'\n",
      /\[0\] 0:bash/,
      "\x02%",
      '\x02"',
      "echo pane-$((1+2))\n",
    ],
    shows: /pane-3/,
    after: ["cat plain | head -5\n", "\x02o", "echo other-$((2+3))\n"],
    showsThen: /other-5/,
    end: ["tmux -L screens kill-server\n", /server exited|\[exited\]/],
  },
  {
    name: "a progress bar",
    before: [
      "for i in $(seq 0 5 60); do printf '\\r\\033[K[%-60s] %d' $(printf '#%.0s' $(seq 0 $i)) $i; sleep .01; done\n",
    ],
    shows: /\] 60/,
    after: [
      "\x15for i in $(seq 60 5 99); do printf '\\r\\033[K[%-60s] %d' '####' $i; done; echo done-$((4+4))\n",
    ],
    showsThen: /done-8/,
    end: [],
  },
  {
    name: "emoji and CJK",
    before: ["clear; cat text | tail -8; printf '\\033[5 q\\033]0;a title\\007'\n"],
    shows: /line\s120\s/,
    after: ["head -4 text; printf '\\033[8;1H漢字over\\033[20;1H'\n"],
    showsThen: /over/,
    end: [],
  },
];

// The longest there are: each worker may take one.
test.describe.configure({ mode: "parallel", timeout: 180_000 });
test.use({ viewport: { width: 1280, height: 800 } });

for (const long of [false, true]) {
  const how = long ? "when it must be brought back from a screen" : "from the bytes that are kept";
  test(`full-screen programs look the same after a reload, ${how}`, async ({ signedIn, sandboxes }, info) => {
    const name = long ? "screens-long" : "screens";
    const { stayed, returned } = await twoPages(signedIn.newPage.bind(signedIn), sandboxes, name);
    await type(
      stayed,
      TEXT.map((line) => `${line}\n`),
    );
    for (const program of PROGRAMS) {
      await test.step(program.name, async () => {
        await type(stayed, program.before);
        await shows(stayed, program.shows);
        if (long) await execute(stayed, name, ["sh", "-c", UNSEEN]);
        await returned.reload();
        await expectSame(stayed, returned, info);
        await type(stayed, program.after);
        await shows(stayed, program.showsThen);
        await expectSame(stayed, returned, info);
        await type(stayed, [...program.end, "clear; echo back-$((3+3))\n"]);
        await shows(stayed, "back-6");
        await expectSame(stayed, returned, info);
      });
    }
    await test.step("htop", () => compareHtop(stayed, returned, info, name));
    for (const page of [stayed, returned]) await page.close();
  });
}

/** It is stopped, so that its screen stays as it is. */
async function compareHtop(stayed: Page, returned: Page, info: TestInfo, name: string): Promise<void> {
  const signal = (which: string) => execute(stayed, name, ["pkill", `-${which}`, "-x", "htop"]);
  // Not the shell's own child, so that the shell does not take the terminal back from a stopped job.
  await type(stayed, ["sh -c 'htop -d 10; true'\n"]);
  await shows(stayed, /F10/);
  await signal("STOP");
  await returned.reload();
  await expectSame(stayed, returned, info);
  await signal("CONT");
  await type(stayed, ["q", "clear; echo left-$((3+4))\n"]);
  await shows(stayed, "left-7");
  await expectSame(stayed, returned, info);
}

async function execute(page: Page, name: string, argv: readonly string[]): Promise<void> {
  const { origin } = new URL(page.url());
  const options = { data: { argv }, headers: { origin } };
  const answer = await page.request.post(`/api/v1/sandboxes/${name}/exec`, options);
  expect(await answer.json()).toMatchObject({ exit_code: 0 });
}

async function twoPages(newPage: () => Promise<Page>, sandboxes: Sandboxes, name: string) {
  await sandboxes.launch(name);
  const stayed = await newPage();
  await stayed.goto(`/sandboxes/${name}`);
  await new Terminal(stayed).shows("$");
  await stayed.waitForURL(/\/terminals\//);
  const returned = await newPage();
  await returned.goto(stayed.url());
  return { stayed, returned };
}

/** Keys as a keyboard gives them; text that no keyboard has is put in. */
async function type(page: Page, pieces: readonly (string | RegExp)[]): Promise<void> {
  await new Terminal(page).focus();
  for (const piece of pieces) {
    if (typeof piece !== "string") await shows(page, piece);
    else if (piece === ESCAPE) await page.keyboard.press("Escape");
    else if (CHORDS[piece.charAt(0)]) {
      await page.keyboard.press(CHORDS[piece.charAt(0)]!);
      await page.keyboard.type(piece.slice(1));
    } else await page.keyboard.type(piece);
  }
}

/** Megabytes may have to be drawn first. */
async function shows(page: Page, text: string | RegExp): Promise<void> {
  await expect(new Terminal(page).rows).toContainText(text, { timeout: 30_000 });
}

async function expectSame(stayed: Page, returned: Page, info: TestInfo): Promise<void> {
  const shots: Buffer[] = [];
  try {
    await expect(async () => {
      shots.length = 0;
      for (const page of [stayed, returned]) shots.push(await shot(page));
      expect(shots[0]?.equals(shots[1]!)).toBe(true);
    }).toPass({ timeout: 30_000 });
  } catch (error) {
    for (const [index, body] of shots.entries()) {
      await info.attach(index === 0 ? "stayed" : "returned", { body, contentType: "image/png" });
    }
    throw error;
  }
}

/** Without focus, so that no cursor blinks. */
async function shot(page: Page): Promise<Buffer> {
  await page.evaluate(async () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await document.fonts.ready;
  });
  return await page.locator(".xterm-screen").screenshot({ animations: "disabled" });
}
