/** A program on a terminal that can be typed to and read from: through the product, or through the bare server. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { eventually } from "../../tests/product/polling.ts";
import type { Product } from "../../tests/product/product.ts";
import { TerminalClient } from "../../tests/product/terminal-client.ts";
import type { BareServer } from "./bare-server.ts";

const READY = "ready-to-be-measured";
/** Without echo or translation; says when it is ready, then waits for one byte. */
const raw = (script: string) => `stty raw -echo; printf ${READY}; head -c 1 > /dev/null; ${script}`;

export interface Terminal {
  readonly type: (text: string) => void;
  /** Replaced by whoever wants the output. */
  onOutput: (data: Uint8Array) => void;
  readonly close: () => void;
}

export interface ProductTerminal extends Terminal {
  /** For more viewers. */
  readonly url: string;
  readonly client: TerminalClient;
}

/** Runs `bash -c script` on a new terminal of the sandbox; it has begun when this resolves. */
export async function productTerminal(
  { api, origin }: Product,
  name: string,
  script: string,
): Promise<ProductTerminal> {
  const path = `/sandboxes/${name}/terminals`;
  const { terminal_id } = await api.call<{ terminal_id: string }>("POST", path, {});
  const url = `${origin.replace("http", "ws")}/api/v1${path}/${terminal_id}`;
  const client: TerminalClient = new TerminalClient({
    url,
    headers: api.headers,
    onOutput: (data) => terminal.onOutput(data),
    // Whoever counts bytes sees that some are missing.
    onDropped: () => {},
  });
  const terminal: ProductTerminal = {
    url,
    client,
    type: (text) => client.type(text),
    onOutput: () => {},
    close: () => {
      client.close();
      void api.request("DELETE", `${path}/${terminal_id}`);
    },
  };
  const begun = begin(terminal);
  await client.connect();
  client.type(`exec bash -c '${raw(script)}'\n`);
  await begun();
  return terminal;
}

export async function bareTerminal(bare: BareServer, script: string): Promise<Terminal> {
  const socket = new WebSocket(bare.url(raw(script)), { perMessageDeflate: false });
  const terminal: Terminal = {
    type: (text) => socket.send(text),
    onOutput: () => {},
    close: () => socket.close(),
  };
  const begun = begin(terminal);
  socket.on("message", (data: Buffer) => terminal.onOutput(data));
  await once(socket, "open");
  await begun();
  return terminal;
}

/** Waits for the program to be ready, in output that may come in any pieces, and lets it go on. */
function begin(terminal: Terminal): () => Promise<void> {
  let text = "";
  terminal.onOutput = (data) => {
    text += Buffer.from(data).toString("latin1");
  };
  return async () => {
    // The command line that holds the word is echoed too, after `printf `.
    await eventually("a terminal's program", 30_000, () => new RegExp(`(?<!printf )${READY}$`).test(text), 5);
    terminal.onOutput = () => {};
    terminal.type("g");
  };
}
