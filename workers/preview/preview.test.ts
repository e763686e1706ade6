/** Programs behind previews: through the Worker, the Durable Object, the real engine and the real agent. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discard, type Person } from "../testing/people.ts";
import { cookieOf, HOST, launchShown, PORT, serve, visit } from "../testing/previews.ts";

let owner: Person;
let cookie: string;
beforeAll(async () => {
  owner = await launchShown();
  await serve(owner, PORT);
  cookie = await cookieOf(owner);
});
afterAll(() => discard(owner, "shown"));

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return visit(`${HOST}${path}`, { headers: { cookie, ...headers } });
}

// biome-ignore lint/suspicious/noExplicitAny: what the program tells has many shapes
async function told(response: Promise<Response>): Promise<any> {
  const answer = await response;
  const text = await answer.text();
  if (!text.startsWith("{")) throw new Error(`${answer.status}: ${text}`);
  return JSON.parse(text);
}

describe("the program", () => {
  test("gets the request as it was, without what is ours, and knows where the browser thinks it is", async () => {
    const seen = await told(
      get("/a%2Fb/c%20d?e=%20f&g", {
        cookie: `x=1; ${cookie}; y=2`,
        authorization: "Basic dTpw",
        "x-sandbar-generation": "99",
        "x-sandbar-viewer": "forged",
        "x-sandbar-authorization": "forged",
        "x-forwarded-for": "1.2.3.4",
        "cf-connecting-ip": "1.2.3.4",
        "accept-language": "de",
      }),
    );
    expect(seen).toMatchObject({ method: "GET", url: "/a%2Fb/c%20d?e=%20f&g" });
    expect(seen.headers).toMatchObject({
      host: "localhost:3000",
      cookie: "x=1; y=2",
      authorization: "Basic dTpw",
      "x-forwarded-host": "3000--shown.localhost:8787",
      "x-forwarded-proto": "http",
      "accept-language": "de",
    });
    const ours = Object.keys(seen.headers).filter((name) =>
      /^(x-sandbar|cf-connecting|x-forwarded-for)/.test(name),
    );
    expect(ours).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain(env.ENGINE_TOKEN);
  });

  test("gets neither our cookie alone nor an API token", async () => {
    const seen = await told(get("/", { authorization: owner.authorization }));
    expect(seen.headers.cookie).toBeUndefined();
    expect(seen.headers.authorization).toBeUndefined();
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "gets %s with its body, streamed",
    async (method) => {
      const block = new Uint8Array(64 * 1024).fill(5);
      let left = 32;
      const body = new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(block) : controller.close()),
      });
      const seen = await told(visit(`${HOST}/up`, { method, body, headers: { cookie, origin: HOST } }));
      expect(seen).toMatchObject({ method, size: 32 * block.byteLength });
      expect(seen.headers.origin).toBe(HOST);
    },
  );

  test("answers large, packed, partial and empty ones as they are", async () => {
    const large = await get("/large");
    expect(large.headers.get("content-length")).toBe(String(8 * 1024 ** 2));
    expect((await large.arrayBuffer()).byteLength).toBe(8 * 1024 ** 2);
    for (const coding of ["gzip", "br"]) {
      const packed = await get(`/${coding}`, { "accept-encoding": coding });
      expect(packed.headers.get("content-encoding")).toBe(coding);
      expect(await packed.text()).toBe("packed ".repeat(1000));
    }
    const range = await get("/range", { range: "bytes=3-5" });
    expect([range.status, range.headers.get("content-range"), await range.text()]).toEqual([
      206,
      "bytes 3-5/26",
      "def",
    ]);
    for (const code of [204, 304, 404, 500, 502]) {
      const answer = await get(`/status?code=${code}`);
      expect([answer.status, await answer.text()]).toEqual([code, ""]);
    }
    const head = await visit(`${HOST}/large`, { method: "HEAD", headers: { cookie } });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("sends events as they happen, and learns that nobody listens any more", async () => {
    const events = await get("/events", { accept: "text/event-stream" });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe("data: first\n\n");
    await get("/say");
    expect((await reader.read()).value).toBe("data: second\n\n");
    await reader.cancel();
    await expect.poll(async () => (await get("/left")).text()).toBe("true");
  });

  test("keeps its own headers; its cookies reach its own host alone and never take our cookie's place", async () => {
    const { headers } = await get("/headers");
    expect(headers.get("content-security-policy")).toBe("default-src 'self'; frame-ancestors *");
    expect(headers.get("x-frame-options")).toBe("ALLOWALL");
    expect(headers.get("etag")).toBe('"e"');
    expect(headers.getSetCookie()).toEqual([
      "a=1; Path=/; HttpOnly",
      "b=2; Secure",
      "c=3; SameSite=None",
      "d=4; Path=/x",
    ]);
    const added = [...headers.keys()].filter((name) =>
      /^(x-sandbar|x-request|strict|cross-origin|permissions)/.test(name),
    );
    expect(added).toEqual([]);
  });

  test.each([
    ["http://localhost:3000/a?b#c", `${HOST}/a?b#c`],
    ["http://127.0.0.1:3000", `${HOST}/`],
    ["http://0.0.0.0:8000/x", "http://8000--shown.localhost:8787/x"],
    ["http://[::1]:3000/", `${HOST}/`],
    ["https://localhost/", "http://443--shown.localhost:8787/"],
    ["/relative", "/relative"],
    ["relative?x", "relative?x"],
    ["https://example.com/out", "https://example.com/out"],
    ["http://localhost.evil.example:3000/", "http://localhost.evil.example:3000/"],
  ])("that redirects to %s leads to %s", async (to, location) => {
    const answer = await get(`/redirect?to=${encodeURIComponent(to)}`);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, location]);
  });

  test("that listens on ::1 only is reached too, and a second port needs its own way in", async () => {
    await serve(owner, 3001, "::1");
    const second = "http://3001--shown.localhost:8787/";
    expect((await visit(second, { headers: { cookie } })).status).toBe(401);
    const own = await cookieOf(owner, 3001);
    expect((await visit(second, { headers: { cookie: own } })).status).toBe(200);
  });
});

describe("a WebSocket", () => {
  const upgrade = (headers: Record<string, string>) => get("/socket", { upgrade: "websocket", ...headers });

  test("passes both ways whatever its size, with its protocol and its end", async () => {
    const response = await upgrade({ origin: HOST, "sec-websocket-protocol": "vite-hmr, other" });
    expect(response.status).toBe(101);
    expect(response.headers.get("sec-websocket-protocol")).toBe("vite-hmr");
    expect([...response.headers.keys()].filter((name) => name.startsWith("x-sandbar"))).toEqual([]);
    const socket = response.webSocket!;
    socket.binaryType = "arraybuffer";
    socket.accept();
    const messages: (string | ArrayBuffer)[] = [];
    const ended = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", ({ data }) => {
      messages.push(data);
    });
    socket.send("small");
    socket.send(new Uint8Array(300_000).fill(9));
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[0]).toBe("small");
    expect((messages[1] as ArrayBuffer).byteLength).toBe(300_000);
    socket.send("close 4321");
    expect((await ended).code).toBe(4321);
  });

  test.each([
    ["no origin", {}],
    ["the dashboard's origin", { origin: "http://127.0.0.1:8787" }],
    ["another sandbox's origin", { origin: "http://3000--other.localhost:8787" }],
    ["a suffix of ours", { origin: `${HOST}.evil.example` }],
    ["null", { origin: "null" }],
  ])("with %s is refused", async (_, headers) => {
    const response = await upgrade(headers);
    expect([response.status, response.webSocket]).toEqual([403, null]);
  });
});
