/** For tests inside workerd: real mail servers, and an address where tests read what they took and say what they refuse. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly smtp: SmtpPorts;
  }
}

/** Ports on 127.0.0.1. Every server but `open` wants the user `sandbar` with the password `pass:word/1`. */
export interface SmtpPorts {
  readonly plain: number;
  readonly starttls: number;
  readonly tls: number;
  /** With a certificate that nobody trusts. */
  readonly untrusted: number;
  /** No sign-in, no encryption. */
  readonly open: number;
  /** Closes each connection as soon as it has greeted. */
  readonly closing: number;
  /** Says something else than SMTP. */
  readonly garbled: number;
  /** `GET /messages?to=`; `PUT /refusals?to=&code=`: how many are asked, and what they are answered (0 = taken). */
  readonly control: number;
}

export interface TakenMessage {
  readonly from: string;
  readonly to: string;
  readonly user: string | null;
  readonly secure: boolean;
  readonly raw: string;
}

const folder = join(import.meta.dirname, "smtp");
const trusted = {
  key: readFileSync(join(folder, "localhost.key.pem")),
  cert: readFileSync(join(folder, "localhost.cert.pem")),
};

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const taken: TakenMessage[] = [];
  const refusals = new Map<string, number>();
  const serve = (options: SMTPServerOptions) => smtpServer(options, taken, refusals);
  const servers = {
    plain: serve({ hideSTARTTLS: true, allowInsecureAuth: true }),
    starttls: serve({ ...trusted }),
    tls: serve({ ...trusted, secure: true }),
    // Without one of ours it makes do with its own, for "localhost", which nobody has signed.
    untrusted: serve({ secure: true }),
    open: serve({ hideSTARTTLS: true, authOptional: true, disabledCommands: ["AUTH"] }),
    closing: serve({ onConnect: (_session, done) => done(new Error("closed for today")) }),
  };
  const garbled = createTcpServer((socket) =>
    socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n"),
  );
  const control = controlServer(taken, refusals);
  const ports: [string, number][] = [];
  for (const [name, server] of Object.entries(servers)) {
    ports.push([name, await listening(server.server as TcpServer, () => server.listen(0, "127.0.0.1"))]);
  }
  ports.push(["garbled", await listening(garbled, () => garbled.listen(0, "127.0.0.1"))]);
  ports.push(["control", await listening(control, () => control.listen(0, "127.0.0.1"))]);
  project.provide("smtp", Object.fromEntries(ports) as unknown as SmtpPorts);
  return async () => {
    await Promise.all(
      Object.values(servers).map((server) => new Promise<void>((done) => server.close(done))),
    );
    control.closeAllConnections();
    for (const server of [garbled, control]) await new Promise((done) => server.close(done));
  };
}

function smtpServer(
  options: SMTPServerOptions,
  taken: TakenMessage[],
  refusals: Map<string, number>,
): SMTPServer {
  const server = new SMTPServer({
    logger: false,
    onAuth({ username, password }, _session, done) {
      const right = username === "sandbar" && password === "pass:word/1";
      if (right) done(null, { user: username });
      else done(new Error("wrong credentials"));
    },
    onRcptTo({ address }, _session, done) {
      const code = refusals.get(address) ?? 0;
      if (code === 0) done();
      else done(Object.assign(new Error("not now"), { responseCode: code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address).join(","),
          user: typeof session.user === "string" ? session.user : null,
          secure: session.secure,
          raw: Buffer.concat(chunks).toString("latin1"),
        });
        done();
      });
    },
    ...options,
  });
  // A client that goes away in the middle is what some tests are about.
  server.on("error", () => {});
  return server;
}

function controlServer(taken: readonly TakenMessage[], refusals: Map<string, number>): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://control");
    const to = searchParams.get("to") ?? "";
    if (pathname === "/refusals") refusals.set(to, Number(searchParams.get("code")));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(taken.filter((message) => message.to === to)));
  });
}

async function listening(server: TcpServer, listen: () => void): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve).once("error", reject);
    listen();
  });
  return (server.address() as AddressInfo).port;
}
