/**
 * What a terminal answers by itself when a program asks it something: cursor position, device attributes, colours,
 * modes, focus. Some keys send the same (Shift+F3 and a cursor position): who needs to know asks what caused it.
 */
const REPORT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences are made of control characters
  /^(?:\u001b\[[?>=]?[\d;]*\$?[Rcntuy]|\u001b\[[IO]|\u001b[\]P][^\u0007\u001b]*(?:\u0007|\u001b\\))+$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences are made of control characters
const POINTER = /^\u001b\[(?:<(\d+);\d+;\d+[Mm]|M([\s\S])[\s\S]{2}|(\d+);\d+;\d+M)$/;
const MOTION = 32;
const NO_BUTTON = 3;
const WHEEL_OR_MORE = 64;

export function isReport(data: string): boolean {
  return REPORT.test(data);
}

/** What a mouse did, for a program that asked to be told. */
export function isPointer(data: string): boolean {
  return POINTER.test(data);
}

/** A mouse that moves over the screen with no button held: nobody is at work there for that alone. */
export function isHover(data: string): boolean {
  const [, sgr, plain, urxvt] = POINTER.exec(data) ?? [];
  const code = sgr ? Number(sgr) : plain ? plain.charCodeAt(0) - 32 : urxvt ? Number(urxvt) - 32 : 0;
  return code < WHEEL_OR_MORE && (code & MOTION) !== 0 && (code & NO_BUTTON) === NO_BUTTON;
}
