/**
 * Follows a terminal's output as xterm's parser does, only far enough to say where a screen can be taken: between two
 * sequences and two characters, where nothing that came before has a bearing on how the next byte is read.
 */

/** After a control or a whole sequence: a screen can be taken after the byte. */
const SETTLED = 0;
/** At a letter, which stands for itself whatever was before: a screen can be taken before the byte. */
const LETTER = 1;
/** After another character: it could be joined by a mark, or be unfinished. */
const CHARACTER = 2;
const ESCAPE = 3;
const ESCAPE_INTERMEDIATE = 4;
const CSI_ENTRY = 5;
const CSI_PARAMETER = 6;
const CSI_INTERMEDIATE = 7;
/** OSC; ended by BEL too. */
const COMMAND = 8;
/** DCS, SOS, PM, APC. */
const STRING = 9;
/** The parser may be anywhere; the beginning of the next sequence tells. */
const UNKNOWN = 10;
/** After C2, with which 80 to 9F are the C1 controls. */
const CHARACTER_C2 = 11;
const COMMAND_C2 = 12;
const UNKNOWN_C2 = 13;
const STATES = 14;

export class ScreenScanner {
  #state = SETTLED;

  /** Takes what comes next. The last place in it where a screen can be taken, as an index; -1 where there is none. */
  scan(bytes: Uint8Array): number {
    const before = this.#state;
    // A Buffer searches many times faster than other arrays.
    const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isText = before <= CHARACTER && !searched.includes(ESC) && !searched.includes(0xc2);
    if (isText && bytes.byteLength > TEXT_END) {
      // Text without controls stays text: its end tells all.
      const from = bytes.byteLength - TEXT_END;
      const last = this.#scanFrom(bytes, from, CHARACTER);
      if (last >= 0) return last;
    }
    // ESC begins anew whatever was before it.
    let begin = bytes.byteLength;
    for (let tries = 0; tries < MAX_TRIES && begin > 0; tries++) {
      begin = searched.lastIndexOf(ESC, begin - 1);
      if (begin < 0) break;
      const last = this.#scanFrom(bytes, begin, UNKNOWN);
      if (last >= 0) return last;
    }
    const last = this.#scanFrom(bytes, 0, before);
    return last < 0 && before === SETTLED ? 0 : last;
  }

  #scanFrom(bytes: Uint8Array, from: number, before: number): number {
    transitions ??= transitionTable();
    let state = before;
    let last = -1;
    for (let index = from; index < bytes.byteLength; index++) {
      state = transitions[(state << 8) | bytes[index]!]!;
      if (state <= LETTER) last = index + 1 - state;
    }
    this.#state = state;
    return last;
  }
}

const ESC = 0x1b;
/** Bytes at the end of text in which there is a letter or the end of a line, almost always. */
const TEXT_END = 256;
/** Sequences at the end that are looked at one by one, before everything is. */
const MAX_TRIES = 16;

/** The next state by state and byte. */
let transitions: Uint8Array | undefined;

function transitionTable(): Uint8Array {
  const table = new Uint8Array(STATES << 8);
  for (let state = 0; state < STATES; state++) {
    for (let byte = 0; byte < 256; byte++) table[(state << 8) | byte] = next(state, byte);
  }
  return table;
}

function next(state: number, byte: number): number {
  if (byte === 0x1b) return ESCAPE;
  if (byte === 0x18 || byte === 0x1a) return SETTLED;
  const isIgnored = byte < 0x20 || byte === 0x7f;
  switch (state) {
    case SETTLED:
    case LETTER:
    case CHARACTER:
      return inText(byte);
    case CHARACTER_C2:
    case UNKNOWN_C2:
    case COMMAND_C2:
      if (byte >= 0x80 && byte < 0xa0) return afterControl(byte);
      return next(state === CHARACTER_C2 ? CHARACTER : state === COMMAND_C2 ? COMMAND : UNKNOWN, byte);
    case COMMAND:
      if (byte === 0x07) return SETTLED;
      return byte === 0xc2 ? COMMAND_C2 : COMMAND;
    case UNKNOWN:
      return byte === 0xc2 ? UNKNOWN_C2 : UNKNOWN;
    default:
      // Nothing of this is UTF-8: the parser gives up, and where depends on how far it was.
      if (byte >= 0x80) return byte === 0xc2 ? UNKNOWN_C2 : UNKNOWN;
      return isIgnored ? state : inSequence(state, byte);
  }
}

function inText(byte: number): number {
  if (byte < 0x20) return SETTLED;
  if (byte < 0x7f) return LETTER;
  return byte === 0xc2 ? CHARACTER_C2 : CHARACTER;
}

/** `byte` is 20 to 7E. */
function inSequence(state: number, byte: number): number {
  switch (state) {
    case ESCAPE:
      return byte < 0x30 ? ESCAPE_INTERMEDIATE : afterEscape(byte);
    case ESCAPE_INTERMEDIATE:
      return byte < 0x30 ? state : SETTLED;
    case STRING:
      return state;
    default: // CSI
      if (byte >= 0x40) return SETTLED;
      if (byte < 0x30) return CSI_INTERMEDIATE;
      // From here on the parser ignores the sequence, as it does ones that this does not know.
      if (state === CSI_INTERMEDIATE || (byte >= 0x3c && state === CSI_PARAMETER)) return UNKNOWN;
      return CSI_PARAMETER;
  }
}

function afterEscape(byte: number): number {
  switch (String.fromCharCode(byte)) {
    case "[":
      return CSI_ENTRY;
    case "]":
      return COMMAND;
    case "P":
    case "X":
    case "^":
    case "_":
      return STRING;
    default:
      return SETTLED;
  }
}

function afterControl(byte: number): number {
  switch (byte) {
    case 0x9b:
      return CSI_ENTRY;
    case 0x9d:
      return COMMAND;
    case 0x90:
    case 0x98:
    case 0x9e:
    case 0x9f:
      return STRING;
    default:
      return CHARACTER;
  }
}
