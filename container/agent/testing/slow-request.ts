/** A client that sends a body in pieces, when a test says so, over a connection that is not kept. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { GENERATION_HEADER } from "../../../workers/engines/agent-api.ts";
import type { AgentProcess } from "./agent-process.ts";

export function startRequest({ socketPath }: AgentProcess, path: string, body: Buffer) {
  const headers = { [GENERATION_HEADER]: "1", "content-length": body.byteLength };
  const sending = request({ socketPath, path, method: "POST", agent: false, headers });
  const answer = once(sending, "response") as Promise<[IncomingMessage]>;
  let sent = 0;
  return {
    /** Up to that byte of the body; without one, the rest. */
    send(end = body.byteLength): void {
      const piece = body.subarray(sent, end);
      sent = end;
      if (end === body.byteLength) sending.end(piece);
      else sending.write(piece);
    },
    /** Resolves once the answer has this text. */
    async answered(text: string): Promise<void> {
      const [response] = await answer;
      let all = "";
      for (;;) {
        all += String(response.read() ?? "");
        if (all.includes(text)) return;
        await once(response, "readable");
      }
    },
    /** Resolves when both ends have said all; rejects when the connection broke. */
    get ended(): Promise<void> {
      return answer.then(async ([response]) => {
        await Promise.all([once(response.resume(), "end"), once(sending, "finish")]);
      });
    },
  };
}
