/** The system call filter of every jail, as the BPF program that bubblewrap loads. */
import { answer, assemble, type Instruction, ifAnyBit, ifAtLeast, ifEqual, load } from "./bpf.ts";
import { ABSENT, FORBIDDEN, JUDGED, type SyscallNumbers } from "./syscalls.ts";

export type Architecture = "x64" | "arm64";

const ALLOW = 0x7fff0000;
const refuseWith = (errno: number): number => 0x00050000 | errno;
const EPERM = refuseWith(1);
const ENOSYS = refuseWith(38);
const EAFNOSUPPORT = refuseWith(97);

/** Byte offsets in `struct seccomp_data`; arguments are 64 bits wide, low word first. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const lowWordOf = (argument: number): number => 16 + 8 * argument;

const AUDIT_ARCHITECTURE = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
/** x86_64's second table (x32), whose numbers would slip past the comparisons. */
const X32_BIT = 0x40000000;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACE = 0x7e020000;
/** Put characters into a terminal's input (TIOCSTI), reach the console (TIOCLINUX). */
const FORBIDDEN_IOCTLS = [0x5412, 0x541c];
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. AF_VSOCK and others are not bounded by a network namespace. */
const ALLOWED_FAMILIES = [1, 2, 10, 16];
/** PER_LINUX with and without ADDR_NO_RANDOMIZE or UNAME26, and the query. */
const ALLOWED_PERSONALITIES = [0, 0x40000, 0x20000, 0xffffffff];

/** Bytes of the filter: everything is allowed but what is listed; other architectures' calls get ENOSYS. */
export function seccompFilter(architecture: Architecture): Buffer {
  const column = architecture === "x64" ? 0 : 1;
  const numberOf = (numbers: SyscallNumbers): number | null => numbers[column] ?? null;
  const program: Instruction[] = [
    load(ARCHITECTURE),
    ifEqual(AUDIT_ARCHITECTURE[architecture], 1, 0),
    answer(ENOSYS),
    load(NUMBER),
  ];
  if (architecture === "x64") program.push(ifAtLeast(X32_BIT, 0, 1), answer(ENOSYS));
  for (const [table, action] of [
    [FORBIDDEN, EPERM],
    [ABSENT, ENOSYS],
  ] as const) {
    for (const numbers of Object.values(table)) {
      const number = numberOf(numbers);
      if (number !== null) program.push(ifEqual(number, 0, 1), answer(action));
    }
  }
  const judge = (name: keyof typeof JUDGED, argument: number, verdict: readonly Instruction[]): void => {
    const number = numberOf(JUDGED[name]);
    if (number === null) return;
    program.push(ifEqual(number, 0, verdict.length + 1), load(lowWordOf(argument)), ...verdict);
  };
  judge("clone", 0, [ifAnyBit(NEW_NAMESPACE, 0, 1), answer(EPERM), answer(ALLOW)]);
  judge("ioctl", 1, noneOf(FORBIDDEN_IOCTLS, EPERM));
  judge("socket", 0, onlyOf(ALLOWED_FAMILIES, EAFNOSUPPORT));
  judge("personality", 0, onlyOf(ALLOWED_PERSONALITIES, EPERM));
  program.push(answer(ALLOW));
  return assemble(program);
}

function noneOf(values: readonly number[], refusal: number): Instruction[] {
  return [...values.flatMap((value) => [ifEqual(value, 0, 1), answer(refusal)]), answer(ALLOW)];
}

function onlyOf(values: readonly number[], refusal: number): Instruction[] {
  return [...values.flatMap((value) => [ifEqual(value, 0, 1), answer(ALLOW)]), answer(refusal)];
}
