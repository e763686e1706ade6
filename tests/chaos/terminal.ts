/** A terminal of a sandbox that runs one known program. */
import type { ApiClient } from "../product/api-client.ts";
import { eventually } from "../product/polling.ts";
import { TerminalClient } from "../product/terminal-client.ts";

export interface OpenedTerminal {
  readonly path: string;
  /** At the origin that viewers were to use, without the query. */
  readonly url: string;
  /** Offset after what was shown so far. */
  readonly offset: number;
  /** A viewer with a sound connection, to begin with. */
  readonly driver: TerminalClient;
}

/** Opens a terminal of sandbox `name` and runs `script` on it, raw and without echo, until it has said `ready`. */
export async function openTerminal(
  api: ApiClient,
  origin: string,
  { name, script, ready }: { name: string; script: string; ready: string },
): Promise<OpenedTerminal> {
  const terminals = `/sandboxes/${name}/terminals`;
  const { terminal_id } = await api.call<{ terminal_id: string }>("POST", terminals, {});
  const path = `/api/v1${terminals}/${terminal_id}`;
  let text = "";
  const driver = new TerminalClient({
    url: `${api.origin.replace("http", "ws")}${path}`,
    headers: api.headers,
    onOutput: (data) => {
      text += Buffer.from(data).toString("latin1");
    },
  });
  await driver.connect();
  driver.type(`stty raw -echo; exec ${script}\n`);
  await eventually(`"${ready}" on a terminal`, 30_000, () => text.endsWith(ready));
  return { path, url: `${origin.replace("http", "ws")}${path}`, offset: driver.offset, driver };
}

export async function upload(api: ApiClient, name: string, path: string, body: Buffer): Promise<void> {
  const answer = await api.fetch(`/sandboxes/${name}/files/${path}`, {
    method: "PUT",
    body: new Uint8Array(body),
    headers: { "content-type": "application/octet-stream" },
  });
  if (!answer.ok) throw new Error(`the upload of ${path} answered ${answer.status}: ${await answer.text()}`);
}
