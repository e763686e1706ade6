import {
  decodeToPty,
  encodeFrame,
  type FromPtyFrame,
  type ToPtyFrame,
} from "../../../workers/domain/protocol.ts";
import type { Socket, SocketWorld, Told } from "../connection/reconnecting-socket.ts";

export const bytes = (text: string) => new TextEncoder().encode(text);

/** A socket whose other side is the test. */
class FakeSocket implements Socket {
  binaryType = "";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: ToPtyFrame[] = [];
  readonly texts: string[] = [];
  closed = false;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  send(data: string | Uint8Array) {
    if (typeof data === "string") this.texts.push(data);
    else {
      const decoded = decodeToPty(data);
      if (decoded.ok) this.sent.push(decoded.frame);
    }
  }

  close() {
    this.closed = true;
  }

  open() {
    this.onopen?.(undefined as never);
  }

  frame(frame: FromPtyFrame) {
    this.onmessage?.({ data: new Uint8Array(encodeFrame(frame)).buffer });
  }

  hello(fields: { offset?: number; input_offset?: number; generation?: number; role?: string } = {}) {
    this.open();
    const hello = {
      pty_id: "p",
      generation: 1,
      first_offset: 0,
      offset: 0,
      cols: 80,
      rows: 24,
      input_offset: 0,
    };
    this.frame({ type: "hello", hello: { ...hello, ...fields } });
  }

  lose(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  /** Each input frame as "offset:text". */
  inputs() {
    return this.sent.flatMap((frame) =>
      frame.type === "input" ? [`${frame.offset}:${new TextDecoder().decode(frame.data)}`] : [],
    );
  }
}

/** Sockets, a clock and timers that stand still until the test moves them. */
export function fakeWorld() {
  const sockets: FakeSocket[] = [];
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const answers = { status: null as number | null, told: null as Told | null, asked: [] as string[] };
  const world: SocketWorld = {
    open: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    async answerAt(path) {
      answers.asked.push(path);
      const { status, told } = answers;
      return status === null ? null : { status, told };
    },
    now: () => now,
    random: () => 0.5,
    later(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    world,
    sockets,
    answers,
    last: () => sockets[sockets.length - 1] as FakeSocket,
    /** Time goes by, and each timer runs when it is due. */
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = until;
    },
    /** The machine sleeps: its clock goes on, its timers run when it wakes. */
    sleep(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
    },
  };
}
