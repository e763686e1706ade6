/** A real git server over HTTP with basic authentication: Node in front of `git http-backend`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface GitServer {
  readonly url: string;
  /** Authorization headers that came, in order. */
  readonly authorizations: string[];
  /** How many requests came. */
  readonly requests: number;
  stop(): Promise<void>;
}

export interface GitServerOptions {
  /** Bare repositories are below it. */
  readonly root: string;
  readonly username: string;
  readonly password: string;
  /** Called at every request that has signed in. */
  readonly onRequest?: () => void;
}

/**
 * Besides the repositories: `/forbidden/…` answers 403 and says what it was sent; `/moved?URL` redirects.
 */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const authorizations: string[] = [];
  const expected = `Basic ${Buffer.from(`${options.username}:${options.password}`).toString("base64")}`;
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.push(authorization);
    const path = request.url ?? "";
    if (path.startsWith("/moved/")) {
      response.writeHead(302, {
        location: decodeURIComponent(path.slice("/moved/".length).replace(/\?.*/, "")),
      });
      response.end();
    } else if (path.startsWith("/forbidden/") && authorization !== undefined) {
      const said = Buffer.from(authorization.slice("Basic ".length), "base64").toString();
      response
        .writeHead(403, { "content-type": "text/plain" })
        .end(`no access for ${said} (${authorization})\n`);
    } else if (authorization === expected) {
      options.onRequest?.();
      serve(options.root, request, response);
    } else response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    get requests() {
      return requests;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** CGI, as RFC 3875 has it. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://git");
  const header = (name: string): string => String(request.headers[name] ?? "");
  const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: header("git-protocol"),
      REMOTE_USER: "somebody",
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header("content-type"),
      CONTENT_LENGTH: header("content-length"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined); // it need not read everything
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    if (head === undefined) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const headers = head.subarray(0, end).toString().split("\r\n");
    const pairs = headers.map((line) => line.split(/:\s*/, 2) as [string, string]);
    const status = pairs.find(([name]) => name.toLowerCase() === "status")?.[1];
    response.writeHead(Number.parseInt(status ?? "200", 10), Object.fromEntries(pairs));
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  child.on("close", () => response.end());
}
