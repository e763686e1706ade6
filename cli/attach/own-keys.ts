/** What a person does at the keyboard: keys for the terminal, and those that are for us. */
export type Pressed =
  | { readonly type: "input"; readonly data: Uint8Array }
  | { readonly type: "detach" | "send_held" | "discard_held" | "help" };

/** Ctrl-\, as a byte, and as terminals send it that tell all keys apart. */
const PREFIX = 0x1c;
const PREFIX_SEQUENCE = "\x1b[92;5u";

/** Looks for Ctrl-\ and the key after it; twice, it is for the terminal. */
export class OwnKeys {
  #prefixed = false;

  push(data: Uint8Array): Pressed[] {
    if (Buffer.from(data).toString("latin1") === PREFIX_SEQUENCE) return this.push(Uint8Array.of(PREFIX));
    const pressed: Pressed[] = [];
    let from = 0;
    for (let at = 0; at < data.byteLength; at++) {
      const byte = data[at]!;
      if (this.#prefixed) {
        this.#prefixed = false;
        pressed.push(meaning(byte));
        from = at + 1;
      } else if (byte === PREFIX) {
        if (at > from) pressed.push({ type: "input", data: data.subarray(from, at) });
        this.#prefixed = true;
        from = at + 1;
      }
    }
    if (from < data.byteLength) pressed.push({ type: "input", data: data.subarray(from) });
    return pressed;
  }
}

function meaning(byte: number): Pressed {
  switch (String.fromCharCode(byte)) {
    case "d":
      return { type: "detach" };
    case "s":
      return { type: "send_held" };
    case "x":
      return { type: "discard_held" };
    case "\x1c":
      return { type: "input", data: Uint8Array.of(PREFIX) };
    default:
      return { type: "help" };
  }
}
