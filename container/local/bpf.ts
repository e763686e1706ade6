/** A small assembler for classic BPF, as seccomp filters use it. */

/** `struct sock_filter`: 8 bytes, host byte order (both supported architectures are little-endian). */
export interface Instruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

const LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

/** Loads 32 bits of `struct seccomp_data` at a byte offset. */
export function load(offset: number): Instruction {
  return { code: LOAD_WORD, jumpTrue: 0, jumpFalse: 0, operand: offset };
}

/** Skips `jumpTrue` instructions when the loaded word equals `value`, else `jumpFalse`. Skips are at most 255. */
export function ifEqual(value: number, jumpTrue: number, jumpFalse: number): Instruction {
  return { code: JUMP_EQUAL, jumpTrue, jumpFalse, operand: value };
}

export function ifAtLeast(value: number, jumpTrue: number, jumpFalse: number): Instruction {
  return { code: JUMP_AT_LEAST, jumpTrue, jumpFalse, operand: value };
}

export function ifAnyBit(mask: number, jumpTrue: number, jumpFalse: number): Instruction {
  return { code: JUMP_ANY_BIT, jumpTrue, jumpFalse, operand: mask };
}

export function answer(action: number): Instruction {
  return { code: RETURN, jumpTrue: 0, jumpFalse: 0, operand: action };
}

/** The program's bytes. Throws RangeError for a jump that does not fit or leaves the program. */
export function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, jumpTrue, jumpFalse, operand }, index) => {
    const reach = index + 1 + Math.max(jumpTrue, jumpFalse);
    if (jumpTrue > 255 || jumpFalse > 255 || reach > program.length) {
      throw new RangeError(`jump out of reach at instruction ${index}`);
    }
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  });
  return bytes;
}
