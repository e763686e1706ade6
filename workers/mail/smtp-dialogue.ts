import { MailError } from "./sender.ts";

export interface Reply {
  readonly code: number;
  /** Text of its lines, without codes. */
  readonly lines: readonly string[];
}

/** Longest reply that is read, characters. */
const REPLY_MAX = 64 * 1024;

/** Lines to and replies from a mail server over a socket, one after another (RFC 5321). */
export class SmtpDialogue {
  #socket: Socket;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #buffer = "";

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#reader = socket.readable.getReader();
    this.#writer = socket.writable.getWriter();
  }

  /** Sends one line. `as` is what an error calls it, where the line itself is secret. */
  async ask(line: string, expected: number, as = line.split(" ", 1)[0] ?? line): Promise<Reply> {
    await this.write(`${line}\r\n`);
    return this.expect(expected, as);
  }

  async write(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** The next reply; throws MailError when its first digit is another than that of `expected`. */
  async expect(expected: number, after: string): Promise<Reply> {
    const reply = await this.#read();
    if (Math.floor(reply.code / 100) === Math.floor(expected / 100)) return reply;
    const said = [reply.code, ...reply.lines].join(" ").slice(0, 200);
    throw new MailError(`the mail server answered ${after} with: ${said}`, isPermanent(after, reply.code));
  }

  /** The server has agreed to STARTTLS. What it said before in plain counts no more. */
  secure(): void {
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    this.#buffer = "";
    this.#socket = this.#socket.startTls();
    this.#reader = this.#socket.readable.getReader();
    this.#writer = this.#socket.writable.getWriter();
  }

  async close(): Promise<void> {
    await this.#socket.close();
  }

  async #read(): Promise<Reply> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#line();
      const [, code, more, text = ""] = /^(\d{3})(?:([ -])(.*))?$/.exec(line) ?? [];
      if (code === undefined) throw new MailError("the mail server does not speak SMTP");
      lines.push(text);
      if (more !== "-") return { code: Number(code), lines };
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf("\n");
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, "");
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      if (this.#buffer.length > REPLY_MAX) throw new MailError("the mail server's reply has no end");
      const { value, done } = await this.#reader.read();
      if (done) throw new MailError("the mail server closed the connection");
      // Only the ASCII codes matter; any byte that is none becomes a character, not an error.
      this.#buffer += new TextDecoder("latin1").decode(value);
    }
  }
}

/** Wrong credentials or an unwilling server can be put right; a refused recipient or message stays refused. */
function isPermanent(after: string, code: number): boolean {
  return code >= 500 && (after === "RCPT" || after === "message");
}
