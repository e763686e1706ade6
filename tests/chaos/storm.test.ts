/** Everything between a program and its viewers goes wrong at once; what they see and what they type stays exact. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "../../workers/sandbox/model/random.ts";
import { drawFaults } from "./faults.ts";
import { FaultyProduct } from "./parts.ts";
import { storm } from "./storm.ts";
import { openTerminal } from "./terminal.ts";
import { Typist } from "./typist.ts";
import { INNER_WEATHER, OUTER_WEATHER } from "./weather.ts";

const SEED = 20_261_124;
/** The longest that a storm may last: after one cut and one kill too many, a part waits for half a minute. */
const STORM_MS = 240_000;

let product: FaultyProduct;

beforeAll(async () => {
  product = await FaultyProduct.start();
});

afterAll(() => product?.dispose());

test(`rule 5: 20 viewers see every byte once, but for gaps that they are told of and shown the screen after, through cuts and crashes (seed ${SEED})`, {
  timeout: STORM_MS + 60_000,
}, async () => {
  const options = { seed: SEED, viewers: 20, bytes: 12_000_000, pause_ms: 150, timeout_ms: STORM_MS };
  const { viewers, cuts } = await storm(product, {
    ...options,
    outer: OUTER_WEATHER,
    inner: INNER_WEATHER,
    kills: ["engine", "worker"],
  });
  expect(viewers.flatMap(({ faults }) => faults)).toEqual([]);
  expect(cuts.outer).toBeGreaterThan(20);
  for (const { connections } of viewers) expect(connections).toBeGreaterThan(1);
});

test(`what three people type through cuts arrives once, in order, whoever types at the same time (seed ${SEED})`, async () => {
  const { api } = product;
  const name = "typing";
  await api.launch({ name }, 60);
  const bytes = (typists: readonly Typist[]) => typists.reduce((sum, { text }) => sum + text.length, 0);
  const alphabets = ["0123456789\n", "abcdefghij ", "ABCDEFGHIJ\t"];
  const typistsAt = (url: string) =>
    alphabets.map((digits) => new Typist({ url, headers: api.headers }, digits, 25_000));
  const count = bytes(typistsAt(""));
  const script = `sh -c "printf listening; head -c ${count} > typed; printf done; sleep 1000"`;
  const { url, driver } = await openTerminal(api, product.faultyOrigin, { name, script, ready: "listening" });
  driver.close();
  const typists = typistsAt(url);
  const random = new Random(SEED);
  const weather = { ...OUTER_WEATHER, cut_bytes: 200_000, slow: 0 };
  product.outer = () => drawFaults(random, weather);
  // Each cut here is waited out a little longer than the one before.
  product.inner = () => drawFaults(random, { ...weather, cut_bytes: 4_000_000 });
  const cuts = () => product.innerProxy.cuts + product.outerProxy.cuts;
  const before = cuts();
  await Promise.all(typists.map((typist) => typist.type(random)));
  product.calm();
  const answer = await api.fetch(`/sandboxes/${name}/files/typed`);
  const typed = await answer.text();
  expect(typed.length).toBe(count);
  expect(cuts() - before).toBeGreaterThan(5);
  for (const [index, { text, faults }] of typists.entries()) {
    const mine = [...typed].filter((character) => alphabets[index]?.includes(character)).join("");
    expect(mine === text, `what typist ${index + 1} typed`).toBe(true);
    expect(faults).toEqual([]);
  }
});
