/** A command that a link offers: what is shown of it, and what may be put at a prompt. It runs only by a person's Enter. */

/** Longest command that is taken from a link, bytes of UTF-8. */
export const COMMAND_BYTES = 4096;

/** A stretch of the command as it is shown. */
export interface ShownPiece {
  readonly text: string;
  /** `removed`: left out of what is put or copied; `kept`: in it, though it can't be seen as what it is. */
  readonly mark: "removed" | "kept" | null;
}

export type OfferedCommand =
  | { readonly kind: "too_long" }
  | {
      readonly kind: "command";
      /** Without anything that a terminal takes for keys, or that hides; its lines are separated by \n. */
      readonly text: string;
      readonly lines: number;
      /** Characters that were left out. */
      readonly removed: number;
      readonly shown: readonly ShownPiece[];
    };

/** The command in an address's `?command=`; null where it offers none. */
export function commandOf(search: string): string | null {
  const given = new URLSearchParams(search).get("command");
  return given === null || given.trim() === "" ? null : given;
}

export function readCommand(given: string): OfferedCommand {
  if (new TextEncoder().encode(given).byteLength > COMMAND_BYTES) return { kind: "too_long" };
  const whole = given.replace(LINE_BREAK, "\n").replace(/\n+$/, "");
  const shown: ShownPiece[] = [];
  let text = "";
  let removed = 0;
  for (const char of whole) {
    const as = judge(char);
    if (as.mark === "removed") removed += 1;
    else text += char;
    const last = shown.at(-1);
    if (last && as.mark === null && last.mark === null) {
      shown[shown.length - 1] = { text: last.text + as.text, mark: null };
    } else shown.push(as);
  }
  // What ends in a line break once nothing invisible comes after it would run.
  text = text.replace(/\n+$/, "");
  return { kind: "command", text, lines: text.split("\n").length, removed, shown };
}

/** Every character that some program takes for the end of a line. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/** Controls, what turns the direction of text, what takes no room, and what is no character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Spaces that a shell takes for letters. */
const ODD_SPACE = /[\p{Zs}\u2800]/u;

function judge(char: string): ShownPiece {
  if (char === "\n") return { text: "⏎\n", mark: "kept" };
  if (char === "\t") return { text: "⇥\t", mark: "kept" };
  if (UNSEEN.test(char)) return { text: named(char), mark: "removed" };
  if (char !== " " && ODD_SPACE.test(char)) return { text: named(char), mark: "kept" };
  return { text: char, mark: null };
}

/** ␛ for an escape, ⟨U+202E⟩ for what has no picture. */
function named(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** What is known of the terminal at this moment. */
export interface PromptSituation {
  readonly readOnly: boolean;
  /** It is connected, has shown everything so far, and nothing that was typed waits to be sent. */
  readonly ready: boolean;
  /** The program asked to be told of pastes (bracketed paste), so it does not run them line by line. */
  readonly bracketed: boolean;
  /** A program has the whole screen, and takes letters for commands. */
  readonly fullScreen: boolean;
}

export type Placing =
  | { readonly kind: "put"; readonly data: string }
  /** `why` is a sentence that says what to do instead. */
  | { readonly kind: "blocked"; readonly why: string };

/** What is sent to put a command at the prompt; never with an Enter, never what a program takes for several commands. */
export function placeCommand(text: string, at: PromptSituation): Placing {
  if (at.readOnly) return blocked("You watch this terminal and can’t type in it. Copy the command instead.");
  if (text === "") return blocked("Nothing of it can be put at a prompt.");
  if (!at.ready) return blocked("The terminal is not ready for it. Wait until it is connected.");
  if (at.bracketed) {
    return { kind: "put", data: `\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~` };
  }
  if (text.includes("\n")) {
    return blocked(
      "It has several lines, and the program in this terminal would run each as it comes. Copy it instead.",
    );
  }
  if (at.fullScreen) {
    return blocked(
      "A full-screen program would take its letters for commands. Leave that first, or copy it.",
    );
  }
  // A tab asks a shell to complete, and its questions would swallow what follows.
  return { kind: "put", data: text.replaceAll("\t", " ") };
}

function blocked(why: string): Placing {
  return { kind: "blocked", why };
}

/** For a form of one line: the command, or why it can't be filled in. */
export function commandForField(given: string): { readonly text: string; readonly problem: string | null } {
  const command = readCommand(given);
  if (command.kind === "too_long") {
    return { text: "", problem: "The link’s command is longer than 4 KB and was left out." };
  }
  if (command.lines > 1) {
    return {
      text: "",
      problem: "The link’s command has several lines, which is not possible here; it was left out.",
    };
  }
  return { text: command.text.replaceAll("\t", " "), problem: null };
}
