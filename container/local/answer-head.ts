/** The head of an agent's answer to a WebSocket's handshake, out of pieces as they come. The agent is not to be trusted. */
export class AnswerHead {
  #bytes = Buffer.alloc(0);

  /** Undefined until the head is whole; `"malformed"` when it is none. `rest` is what came after it. */
  take(bytes: Uint8Array): { readonly head: string; readonly rest: Buffer } | "malformed" | undefined {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const end = this.#bytes.indexOf("\r\n\r\n");
    if (end < 0) return this.#bytes.length > MAX_BYTES ? "malformed" : undefined;
    const [first = "", ...fields] = this.#bytes.toString("latin1", 0, end).split("\r\n");
    const status = STATUS_LINE.exec(first)?.[1];
    // Whoever reads on must not see in it what is not seen here: no second head, no line within a line.
    if (status === undefined || !fields.every((field) => FIELD.test(field))) return "malformed";
    const lines = [first, ...passedOn(fields, status === "101")];
    return { head: `${lines.join("\r\n")}\r\n\r\n`, rest: this.#bytes.subarray(end + 4) };
  }
}

const MAX_BYTES = 64 * 1024;
/** Any answer but those that another one follows. */
const STATUS_LINE = /^HTTP\/1\.1 (101|[2-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = /^[!#$%&'*+.^_`|~\w-]+:[\t\x20-\x7e\x80-\xff]*$/;

/** Only the engine may say that the engine refused; and a refusal is the last that its connection carries. */
function passedOn(fields: readonly string[], switches: boolean): string[] {
  const dropped = ["x-sandbar-refused-by", ...(switches ? [] : ["connection", "keep-alive"])];
  const kept = fields.filter((field) => !dropped.includes(field.slice(0, field.indexOf(":")).toLowerCase()));
  return switches ? kept : [...kept, "connection: close"];
}
