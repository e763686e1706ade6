import type { Recording } from "./recording.ts";

/**
 * Whether what is written from an event on depends on no letter before it: it neither joins one nor repeats it. Only
 * there may a sequence that is not the recording's be written. False where nothing more is loaded.
 */
export function isAfresh(recording: Recording, event: number): boolean {
  const begin = new TextDecoder().decode(recording.nextBytes(event, 16));
  return ALONE.test(begin) && !REPEAT.test(begin);
}

/** A control, or a letter of a width of its own; jamo that complete a syllable have none. */
const ALONE = /^(?![\u1160-\u11ff\ud7b0-\ud7ff])[\p{Cc}\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u;
/** Also after sequences that were begun and given up. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence begins with one
const REPEAT = /^(?:\x1b[[\d;:?]*)+b/;
