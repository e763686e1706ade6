import { describe, expect, test } from "vitest";
import { answer, assemble, ifEqual } from "./bpf.ts";
import { type Architecture, seccompFilter } from "./seccomp.ts";
import { ABSENT, FORBIDDEN, JUDGED, type SyscallNumbers } from "./syscalls.ts";

const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const EAFNOSUPPORT = 0x00050061;

interface Call {
  readonly number: number;
  readonly architecture: number;
  readonly arguments?: readonly bigint[];
}

/** What the kernel would answer: runs the program over `struct seccomp_data`. */
function judge(filter: Buffer, call: Call): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number, 0);
  data.writeUInt32LE(call.architecture, 4);
  call.arguments?.forEach((value, index) => void data.writeBigUInt64LE(value, 16 + index * 8));
  let word = 0;
  for (let at = 0; ; at += 1) {
    const code = filter.readUInt16LE(at * 8);
    const [jumpTrue, jumpFalse] = [filter.readUInt8(at * 8 + 2), filter.readUInt8(at * 8 + 3)];
    const operand = filter.readUInt32LE(at * 8 + 4);
    if (code === 0x06) return operand;
    if (code === 0x20) word = data.readUInt32LE(operand);
    else if (code === 0x15) at += word === operand ? jumpTrue : jumpFalse;
    else if (code === 0x35) at += word >= operand ? jumpTrue : jumpFalse;
    else if (code === 0x45) at += (word & operand) !== 0 ? jumpTrue : jumpFalse;
    else throw new Error(`unknown instruction ${code}`);
  }
}

const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 };
const AUDIT_I386 = 0x40000003;

describe.each(["x64", "arm64"] as const)("the system call filter for %s", (name: Architecture) => {
  const filter = seccompFilter(name);
  const column = name === "x64" ? 0 : 1;
  const numberOf = (numbers: SyscallNumbers): number => numbers[column] ?? -1;
  const call = (number: number, ...args: bigint[]): number =>
    judge(filter, { number, architecture: AUDIT[name], arguments: args });

  test("refuses every listed call", () => {
    for (const [table, verdict] of [
      [FORBIDDEN, EPERM],
      [ABSENT, ENOSYS],
    ] as const) {
      for (const [what, numbers] of Object.entries(table)) {
        if (numbers[column] !== null) expect([what, call(numberOf(numbers))]).toEqual([what, verdict]);
      }
    }
  });

  test("allows what ordinary programs use", () => {
    const ordinary = name === "x64" ? [0, 1, 2, 9, 57, 59, 257, 262, 317] : [56, 57, 63, 64, 221, 222, 277];
    for (const number of ordinary) expect(call(number)).toBe(ALLOW);
  });

  test("allows threads and forks, refuses new namespaces", () => {
    const clone = numberOf(JUDGED.clone);
    expect(call(clone, 0x3d0f00n)).toBe(ALLOW); // what pthread_create asks for
    expect(call(clone, 17n)).toBe(ALLOW); // fork: SIGCHLD
    for (const flag of [
      0x20000n,
      0x2000000n,
      0x4000000n,
      0x8000000n,
      0x10000000n,
      0x20000000n,
      0x40000000n,
    ]) {
      expect(call(clone, flag | 17n)).toBe(EPERM);
    }
  });

  test("refuses to put characters into a terminal, also with high bits set", () => {
    const ioctl = numberOf(JUDGED.ioctl);
    expect(call(ioctl, 0n, 0x5412n)).toBe(EPERM);
    expect(call(ioctl, 0n, 0x1_0000_5412n)).toBe(EPERM);
    expect(call(ioctl, 0n, 0x541cn)).toBe(EPERM);
    expect(call(ioctl, 0n, 0x5413n)).toBe(ALLOW); // TIOCGWINSZ
  });

  test("leaves only local, internet and netlink sockets", () => {
    const socket = numberOf(JUDGED.socket);
    for (const family of [1n, 2n, 10n, 16n]) expect(call(socket, family)).toBe(ALLOW);
    for (const family of [15n, 17n, 38n, 40n, 44n]) expect(call(socket, family)).toBe(EAFNOSUPPORT);
  });

  test("refuses calls of other architectures", () => {
    for (const architecture of [AUDIT_I386, name === "x64" ? AUDIT.arm64 : AUDIT.x64]) {
      expect(judge(filter, { number: 1, architecture })).toBe(ENOSYS);
    }
    if (name === "x64") expect(call(0x40000000 | 101)).toBe(ENOSYS);
  });
});

test("a jump that leaves the program is refused when it is assembled", () => {
  expect(() => assemble([ifEqual(1, 5, 0), answer(ALLOW)])).toThrow(RangeError);
  expect(() => assemble([ifEqual(1, 300, 0), answer(ALLOW)])).toThrow(RangeError);
});
