/** The table of requests: docs/protocol.md section 3 in code. */
import { AGENT_VERSION } from "../../workers/engines/agent-api.ts";
import type { Agent } from "./agent.ts";
import { type Exchange, readJsonFields, sendEmpty, sendJson } from "./exchange.ts";
import {
  argvField,
  commandFields,
  type Fields,
  idField,
  nameField,
  numberField,
  placeFields,
  queryNumber,
  sideField,
  textField,
} from "./fields.ts";
import { fingerprint } from "./fingerprint.ts";
import { sendScreen, sendTape } from "./pty-frames.ts";
import { fileRefusal, invalid } from "./refused.ts";

export interface Route {
  /** "*" for any. */
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (exchange: Exchange) => Promise<void> | void;
}

export function routes(agent: Agent): Route[] {
  const { execs, processes, ptys, files, archives, restores, freezer } = agent;
  const uptimeFrom = performance.now();
  const route = (method: string, path: string, handle: Route["handle"]): Route => ({
    method,
    path: new RegExp(`^${path.replaceAll(":id", "([^/]+)")}$`),
    handle,
  });
  const fileRoute = (method: string, path: string, handle: (exchange: Exchange) => Promise<void>): Route =>
    route(method, path, async (exchange) => {
      if (method !== "GET" && method !== "HEAD") {
        freezer.check();
        agent.activity.touch("files");
      }
      try {
        await handle(exchange);
      } catch (error) {
        throw fileRefusal(error, exchange.query.get("path") ?? "the path");
      }
    });
  return [
    route("GET", "/health", (exchange) => {
      const uptime_ms = Math.round(performance.now() - uptimeFrom);
      sendJson(exchange, 200, { generation: agent.settings.generation, version: AGENT_VERSION, uptime_ms });
    }),
    route("POST", "/exec", (exchange) => execs.run(exchange)),
    route("POST", "/exec/:id/cancel", (exchange) => {
      execs.cancel(exchange.captured[0] ?? "");
      sendEmpty(exchange, 202);
    }),
    route("POST", "/processes", async (exchange) => {
      const fields = await readJsonFields(exchange);
      const command = commandFields(fields);
      const request = {
        process_id: idField(fields, "process_id"),
        ...command,
        source: textField(fields, "source"),
      };
      const { created, info } = await processes.start(request);
      sendJson(exchange, created ? 201 : 200, info);
    }),
    route("GET", "/processes", (exchange) => sendJson(exchange, 200, { items: processes.list() })),
    route("GET", "/processes/:id", (exchange) =>
      sendJson(exchange, 200, processes.get(exchange.captured[0] ?? "")),
    ),
    route("POST", "/processes/:id/signal", async (exchange) => {
      const signal = textField(await readJsonFields(exchange), "signal");
      await processes.signal(exchange.captured[0] ?? "", signal);
      sendEmpty(exchange, 202);
    }),
    route("GET", "/processes/:id/output", async (exchange) => {
      const since = queryNumber(exchange.query, "since") ?? 0;
      await processes.sendOutput(
        exchange,
        exchange.captured[0] ?? "",
        since,
        exchange.query.get("follow") === "1",
      );
    }),
    route("POST", "/ptys", async (exchange) => {
      const fields = await readJsonFields(exchange);
      const size = { cols: sideField(fields, "cols"), rows: sideField(fields, "rows") };
      const argv = argvField(fields);
      const named = { pty_id: idField(fields, "pty_id"), name: nameField(fields) };
      const request = { ...named, ...size, argv, ...placeFields(fields) };
      const { created, info } = ptys.create(request);
      sendJson(exchange, created ? 201 : 200, info);
    }),
    route("GET", "/ptys", (exchange) => sendJson(exchange, 200, { items: ptys.list() })),
    route("DELETE", "/ptys/:id", async (exchange) => {
      await ptys.close(exchange.captured[0] ?? "");
      sendEmpty(exchange, 204);
    }),
    route("PATCH", "/ptys/:id", async (exchange) => {
      const fields = await readJsonFields(exchange);
      const name = fields.name === null ? null : nameField(fields);
      if (name === undefined) throw invalid("name", "name is missing.");
      sendJson(exchange, 200, ptys.rename(exchange.captured[0] ?? "", name));
    }),
    route("GET", "/ptys/:id/tape", async (exchange) => {
      const since = queryNumber(exchange.query, "since");
      await sendTape(exchange, ptys.get(exchange.captured[0] ?? ""), since);
    }),
    route("GET", "/ptys/:id/screen", (exchange) =>
      sendScreen(exchange, ptys.get(exchange.captured[0] ?? "")),
    ),
    fileRoute("GET", "/files", (exchange) => files.list(exchange)),
    fileRoute("DELETE", "/files", (exchange) => files.delete(exchange)),
    fileRoute("GET", "/files/stat", (exchange) => files.stat(exchange)),
    fileRoute("GET", "/files/content", (exchange) => files.read(exchange)),
    fileRoute("HEAD", "/files/content", (exchange) => files.read(exchange)),
    fileRoute("PUT", "/files/content", (exchange) => files.write(exchange)),
    fileRoute("POST", "/files/rename", (exchange) => files.rename(exchange)),
    fileRoute("POST", "/files/directories", (exchange) => files.makeDirectory(exchange)),
    route("GET", "/ports", (exchange) => sendJson(exchange, 200, { items: agent.ports() })),
    route("*", "/ports/:id/proxy(?:/.*)?", (exchange) => agent.proxy.forward(exchange)),
    route("GET", "/archive", (exchange) => archives.send(exchange)),
    route("PUT", "/archive", (exchange) => freezer.change(() => restores.receive(exchange))),
    route("GET", "/archives/:id", (exchange) => archives.sendResult(exchange, exchange.captured[0] ?? "")),
    route("GET", "/workspace/fingerprint", async (exchange) => {
      const found = await fingerprint(agent.settings.workspace, exchange.response);
      if (found) sendJson(exchange, 200, found);
    }),
    route("POST", "/freeze", async (exchange) => {
      const number = freezeNumber(await readJsonFields(exchange));
      sendJson(exchange, 200, { stopped: await freezer.freeze(number) });
    }),
    route("POST", "/thaw", async (exchange) => {
      freezer.thaw(freezeNumber(await readJsonFields(exchange)));
      sendEmpty(exchange, 204);
    }),
    route("GET", "/git", async (exchange) => sendJson(exchange, 200, await agent.git.facts())),
    route("GET", "/activity", (exchange) => sendJson(exchange, 200, agent.activity.now())),
  ];
}

function freezeNumber(fields: Fields): number {
  const number = numberField(fields, "number", 1, Number.MAX_SAFE_INTEGER);
  if (number === undefined) throw invalid("number", "number is missing.");
  return number;
}
