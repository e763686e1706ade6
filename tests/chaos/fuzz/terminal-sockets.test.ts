/** Whatever a client sends, nothing falls over, nobody else notices, and nothing is shown that is not theirs. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CLOSE_CODES, decodeToPty, encodeFrame } from "../../../workers/domain/protocol.ts";
import { Random } from "../../../workers/sandbox/model/random.ts";
import { eventually } from "../../product/polling.ts";
import { Product } from "../../product/product.ts";
import { type Attack, attack, type Outcome, type Target } from "./attacker.ts";
import { fromTheOtherSide, hugeNumber, mutated, oversized, randomBytes, someFrame } from "./frames.ts";
import { RAW_FRAMES, sayRaw } from "./raw-socket.ts";
import { type Attacker, NAME, NEIGHBOUR, type Scene, setScene } from "./scene.ts";

const SEED = 7_411;
const ROUNDS = 60;
const ROLES: readonly Attacker[] = ["editor", "reader"];
/** What workerd itself answers to what is no WebSocket message; a connection that was just cut is 1006. */
const BELOW_FRAMES = [1002, 1006, 1007, 1009];

let product: Product;
let scene: Scene;
let parts: readonly number[];
let watching: Promise<void>;

beforeAll(async () => {
  product = await Product.start();
  scene = await setScene(product, SEED);
  parts = await scene.parts();
  watching = scene.innocent.watch();
});

afterAll(async () => {
  scene?.innocent.stop();
  await watching;
  await product?.dispose();
});

afterEach(async () => {
  const { innocent } = scene;
  const seen = innocent.checkedBytes;
  await eventually("more output", 10_000, () => innocent.checkedBytes > seen || innocent.faults.length > 0);
  expect(innocent.faults).toEqual([]);
  expect([...innocent.closes]).toEqual([]);
  expect(await scene.parts()).toEqual(parts);
  expect(product.log.split("\n").filter(isBug)).toEqual([]);
});

/** Workerd logs what is no WebSocket frame as an exception of that connection. */
function isBug(line: string): boolean {
  return (
    /"level":"error"|Uncaught|TypeError|RangeError/.test(line) && !line.includes("WebSocket protocol error")
  );
}

/** Tries it, and looks for what must never be seen. */
async function strike(target: Target, what: Attack): Promise<Outcome> {
  const outcome = await attack(target, what);
  for (const canary of scene.canaries) expect(outcome.received).not.toContain(canary);
  return outcome;
}

const now = () => `?offset=${scene.innocent.offset}`;

test.each(ROLES)(
  `malformed frames of a %s close that socket with 4400, well-formed ones don't (seed ${SEED})`,
  async (who) => {
    const random = new Random(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const kind = random.below(4);
      const make = [
        () => mutated(random),
        () => randomBytes(random, random.below(300)),
        () => fromTheOtherSide(random),
      ];
      const message = make[kind]?.() ?? encodeFrame(someFrame(random));
      const decoded = decodeToPty(message);
      const outcome = await strike(scene.target(who, now()), { messages: [message], closes: !decoded.ok });
      const sent = Buffer.from(message).toString("hex").slice(0, 80);
      if (!decoded.ok) expect(outcome.code, sent).toBe(CLOSE_CODES.bad_frame);
      else expect([null, CLOSE_CODES.bad_frame], sent).toContain(outcome.code);
    }
  },
);

const MALFORMED: Readonly<Record<string, () => Uint8Array | string>> = {
  "an empty frame": () => new Uint8Array(),
  "a text frame": () => "ls\n",
  "a text frame of JSON": () => JSON.stringify({ type: "input", data: "ls" }),
  "an acknowledgement out of range": () => hugeNumber("ack"),
  "an input offset out of range": () => hugeNumber("input"),
  "an acknowledgement of what was never sent": () => encodeFrame({ type: "ack", offset: 2 ** 50 }),
  "a resize to nothing": () => encodeFrame({ type: "resize", cols: 0, rows: 0 }),
  "a resize to too much": () => encodeFrame({ type: "resize", cols: 65_535, rows: 4097 }),
  "a claim with more": () => Uint8Array.of(5, 0),
};

test.each(Object.keys(MALFORMED))("%s closes the socket with 4400, whoever sends it", async (name) => {
  for (const who of ROLES) {
    const { code } = await strike(scene.target(who, now()), { messages: [MALFORMED[name]!()], closes: true });
    expect(code, who).toBe(CLOSE_CODES.bad_frame);
  }
});

test("a frame that is too large closes the socket, whoever sends it", async () => {
  for (const who of ROLES) {
    const { code } = await strike(scene.target(who, now()), { messages: [oversized()], closes: true });
    expect([CLOSE_CODES.bad_frame, 1009]).toContain(code);
  }
});

test("a gap in the input closes an editor's socket with 4400", async () => {
  const messages = [encodeFrame({ type: "input", offset: 5000, data: new Uint8Array(3) })];
  const { code } = await strike(scene.target("editor", now()), { messages, closes: true });
  expect(code).toBe(CLOSE_CODES.bad_frame);
});

test("a reader's input, resize and claim change nothing", async () => {
  const shell = await product.api.call<{ terminal_id: string }>("POST", `/sandboxes/${NAME}/terminals`, {});
  const path = `/sandboxes/${NAME}/terminals/${shell.terminal_id}`;
  const messages = [
    encodeFrame({ type: "claim" }),
    encodeFrame({ type: "resize", cols: 33, rows: 11 }),
    encodeFrame({ type: "input", offset: 0, data: Buffer.from("touch /workspace/by-a-reader\n") }),
  ];
  await strike(scene.at("reader", path), { messages, closes: false });
  const file = await product.api.request("GET", `/sandboxes/${NAME}/files/by-a-reader`);
  expect(file.status).toBe(404);
  const { items } = await product.api.call<{ items: { terminal_id: string; cols: number; rows: number }[] }>(
    "GET",
    `/sandboxes/${NAME}/terminals`,
  );
  const found = items.find(({ terminal_id }) => terminal_id === shell.terminal_id);
  expect(found).not.toMatchObject({ cols: 33, rows: 11 });
  await product.api.call("DELETE", path);
});

const FLOODS: Readonly<Record<string, (index: number) => Uint8Array>> = {
  acknowledgements: () => encodeFrame({ type: "ack", offset: 0 }),
  claims: () => encodeFrame({ type: "claim" }),
  pings: (index) => encodeFrame({ type: "ping", nonce: index }),
  resizes: (index) => encodeFrame({ type: "resize", cols: 80 + (index % 50), rows: 24 }),
  "single keys": (index) => encodeFrame({ type: "input", offset: index, data: Uint8Array.of(120) }),
};

test.each(Object.keys(FLOODS))(
  "a flood of %s leaves everybody else alone, whoever sends it",
  async (name) => {
    const messages = Array.from({ length: 5000 }, (_, index) => FLOODS[name]!(index));
    // So many pings are nobody's latency readout.
    const codes = [null, CLOSE_CODES.too_slow, ...(name === "pings" ? [CLOSE_CODES.bad_frame] : [])];
    for (const who of ROLES) {
      const { code } = await strike(scene.target(who, now()), { messages, closes: false });
      expect(codes, who).toContain(code);
    }
  },
);

test.each(Object.keys(RAW_FRAMES))("a WebSocket frame %s ends that connection alone", async (name) => {
  for (const path of [
    `/sandboxes/${NAME}/terminals/${scene.terminal_id}${now()}`,
    `/sandboxes/${NAME}/live`,
  ]) {
    const received = await sayRaw(scene.at("editor", path), RAW_FRAMES[name]!, 500);
    expect(received).toMatch(/^HTTP\/1.1 101 /);
    for (const canary of scene.canaries) expect(received).not.toContain(canary);
  }
});

test("addresses with tricks lead to no terminal that is not theirs", async () => {
  const { terminal_id, neighbours_terminal_id } = scene;
  const ids = [
    neighbours_terminal_id,
    "nobody",
    "..",
    "%2e%2e",
    "%2e%2e%2fterminals",
    `..%2f..%2f${NEIGHBOUR}%2fterminals%2f${neighbours_terminal_id}`,
    `${terminal_id}%00`,
    `${terminal_id}%0d%0ax-sandbar-viewer:%20x`,
    `${terminal_id}%3foffset=0%26viewer=relay`,
    "%ff%fe",
    "a".repeat(5000),
  ];
  for (const who of ROLES) {
    for (const id of ids) {
      const outcome = await strike(scene.at(who, `/sandboxes/${NAME}/terminals/${id}?offset=0`), {
        messages: [],
        closes: true,
      });
      expect([outcome.status, outcome.code], id).toSatisfy(refusedBoth);
    }
  }
});

function refusedBoth([status, code]: [number, number | null]): boolean {
  return (status >= 400 && status < 500) || code === CLOSE_CODES.gone || code === CLOSE_CODES.bad_frame;
}

test.each([
  "offset=-1",
  "offset=NaN",
  "offset=1e400",
  "offset=9007199254740993",
  "offset=1.5",
  "offset=0x10",
  "offset=",
  "viewer=",
  "viewer=relay%20",
  `viewer=${"v".repeat(200)}`,
  "viewer=a%2fb",
  "offset=99999999999",
])("?%s is refused or harmless", async (query) => {
  for (const who of ROLES) {
    const outcome = await strike(scene.target(who, `?${query}`), { messages: [], closes: false });
    if (outcome.status !== 101) expect(outcome.status).toBe(400);
    else expect([null, CLOSE_CODES.bad_frame]).toContain(outcome.code);
  }
});

test("viewers that call themselves by the names of the product's own take nobody's place", async () => {
  for (const viewer of ["relay", "recorder", "tap", "agent", "system", "__proto__", "constructor"]) {
    await strike(scene.target("editor", `${now()}&viewer=${viewer}`), { messages: [], closes: false });
  }
});

test("what is sent to a page's socket is taken for nothing", async () => {
  const random = new Random(SEED);
  for (const who of ROLES) {
    const messages = ["ping", "pong", "{}", "\0", JSON.stringify({ type: "record" }), "x".repeat(1_000_000)];
    const bytes = [randomBytes(random, 500), new Uint8Array(), encodeFrame(someFrame(random))];
    const target = scene.at(who, `/sandboxes/${NAME}/live?after=0`);
    const { code, received } = await strike(target, { messages: [...messages, ...bytes], closes: false });
    expect([null, ...BELOW_FRAMES, CLOSE_CODES.bad_frame]).toContain(code);
    expect(received).toContain("pong");
  }
});

test(`hundreds of sockets that are opened and dropped at any moment leave nothing (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const storm = async () => {
    for (let times = 0; times < 25; times++) {
      const path = random.chance(0.7) ? `/terminals/${scene.terminal_id}${now()}` : "/live";
      const target = scene.at(random.pick(ROLES), `/sandboxes/${NAME}${path}`);
      await strike(target, { messages: [], closes: false, polite: random.chance(0.3) });
    }
  };
  await Promise.all(Array.from({ length: 20 }, storm));
});
