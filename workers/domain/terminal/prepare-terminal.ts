import { unicode15 } from "./character-widths.ts";
import { repairErase, type XtermLike } from "./terminal-erase.ts";

/** What is needed of an xterm, in a browser or without one. It wants the option `allowProposedApi`. */
interface Preparable extends XtermLike {
  readonly unicode: { register(provider: typeof unicode15): void; activeVersion: string };
}

/**
 * Every xterm of the product goes through here, drawn or not, in a page, in the player or in the agent: only terminals that
 * count widths alike, and fail nowhere, show the same of the same bytes.
 */
export function prepareTerminal(terminal: Preparable): void {
  terminal.unicode.register(unicode15);
  terminal.unicode.activeVersion = unicode15.version;
  repairErase(terminal);
}
