/** A person at a terminal while things crash: what they see must be exact, and what they type arrive once. */
import { expect } from "vitest";
import { eventually } from "../product/polling.ts";
import type { Product } from "../product/product.ts";
import { TerminalClient } from "../product/terminal-client.ts";

const LINES = 300;
const COMMANDS = 20;

export class Shell {
  readonly #client: TerminalClient;
  #text = "";

  private constructor(product: Product, name: string, terminal_id: string) {
    const decoder = new TextDecoder();
    this.#client = new TerminalClient({
      url: `${product.origin.replace("http", "ws")}/api/v1/sandboxes/${name}/terminals/${terminal_id}`,
      headers: product.api.headers,
      onOutput: (data) => {
        this.#text += decoder.decode(data, { stream: true });
      },
    });
  }

  /** Opens a shell without prompt and echo, so that every byte of its output is known. */
  static async open(product: Product, name: string): Promise<Shell> {
    const { api } = product;
    const { terminal_id } = await api.call<{ terminal_id: string }>(
      "POST",
      `/sandboxes/${name}/terminals`,
      {},
    );
    const shell = new Shell(product, name, terminal_id);
    await shell.#client.connect();
    shell.#client.type("exec env PS1= PS2= bash --norc --noprofile --noediting\n");
    shell.#client.type("stty -echo; echo begin=$$\n");
    await shell.#sees(/begin=\d+\r\n/);
    return shell;
  }

  /** Starts output that goes on for some seconds, and types ahead. */
  async work(): Promise<void> {
    this.#client.type(`for i in $(seq ${LINES}); do echo line $i; sleep 0.01; done\n`);
    await this.#sees(/line 20\r\n/);
    for (let index = 1; index <= COMMANDS; index++) this.#client.type(`echo command ${index}\n`);
  }

  /** Comes back, types on, and compares everything that was ever shown. */
  async expectExact(): Promise<void> {
    await this.#client.reconnect();
    this.#client.type("echo end=$$\n");
    await this.#sees(/end=\d+\r\n/);
    const [, before, shown, after] = /begin=(\d+)\r\n(.*)end=(\d+)\r\n$/s.exec(this.#text) ?? [];
    expect(after).toBe(before);
    expect(shown).toBe(count("line", LINES) + count("command", COMMANDS));
    expect(this.#client.faults).toEqual([]);
    expect(this.#client.connections).toBeGreaterThan(1);
    this.#client.close();
  }

  /** The connection is closed with a reason, and the shell is not there any more. */
  async expectGone(): Promise<void> {
    await eventually("the end of the connection", 30_000, () => !this.#client.connected);
    await expect(this.#client.connect()).rejects.toThrow();
  }

  async #sees(pattern: RegExp): Promise<void> {
    await eventually(`${pattern} in a terminal`, 30_000, async () => {
      if (!this.#client.connected) await this.#client.reconnect();
      return pattern.test(this.#text);
    });
  }
}

function count(word: string, to: number): string {
  return Array.from({ length: to }, (_, index) => `${word} ${index + 1}\r\n`).join("");
}
