/** Character sets as the sequences that designate and invoke them. */
import { Terminal } from "@xterm/headless";
import { type Charset, type CoreBuffer, coreOf, type TerminalCore } from "./xterm-core.ts";

const DESIGNATIONS = ["(", ")", "*", "+"] as const;
const INVOCATIONS = ["\x0f", "\x0e", "\x1bn", "\x1bo"] as const;
/** All that xterm knows, but B, the usual one. */
const FINALS = "0A45RQKYEZH=";
let finals: Map<Charset, string> | undefined;

/** Designates a set as one of G0 to G3. */
export function charsetText(level: 0 | 1 | 2 | 3, charset: Charset): string {
  finals ??= knownCharsets();
  return `\x1b${DESIGNATIONS[level]}${(charset && finals.get(charset)) ?? "B"}`;
}

/** All of them, after which what is written means what it meant; the cursor must be put in its place again. */
export function charsetsText({ _charsetService: charsets }: TerminalCore, active: CoreBuffer): string {
  let text = "";
  for (const level of [0, 1, 2, 3] as const) {
    const charset = charsets._charsets[level];
    if (charset !== undefined) text += charsetText(level, charset);
  }
  if (charsets.glevel !== 0) text += INVOCATIONS[charsets.glevel] ?? "";
  return isRestored({ _charsetService: charsets }, active) ? `${text}\x1b8` : text;
}

/** Restoring a cursor brings the set back that was saved with it, whatever is designated now. */
export function isRestored(
  { _charsetService: charsets }: Pick<TerminalCore, "_charsetService">,
  active: CoreBuffer,
): boolean {
  return charsets.charset !== charsets._charsets[charsets.glevel] && charsets.charset === active.savedCharset;
}

function knownCharsets(): Map<Charset, string> {
  const terminal = new Terminal({ cols: 2, rows: 1, allowProposedApi: true });
  const core = coreOf(terminal);
  const found = new Map<Charset, string>();
  for (const final of FINALS) {
    core._writeBuffer.writeSync(`\x1b(${final}`);
    found.set(core._charsetService._charsets[0], final);
  }
  terminal.dispose();
  return found;
}
