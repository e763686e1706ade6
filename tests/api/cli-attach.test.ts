/** `sandbar attach` on a real terminal, through a network that breaks. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { NO_FAULTS, SOUND } from "../chaos/faults.ts";
import { FaultyProxy } from "../chaos/faulty-proxy.ts";
import { eventually } from "../product/polling.ts";
import { Product } from "../product/product.ts";
import { Person } from "./cli/person.ts";

let product: Product;
let proxy: FaultyProxy;
let away = false;
const people: Person[] = [];

const GONE = { ...NO_FAULTS, cutAfter_bytes: 0 };

beforeAll(async () => {
  product = await Product.start();
  await product.api.launch({ name: "far" }, 60);
  const target = Number(new URL(product.origin).port);
  const faults = () => (away ? ({ cut: "reset", toClient: GONE, toServer: GONE } as const) : SOUND);
  proxy = await FaultyProxy.start({ target, faults });
});
afterEach(async () => {
  away = false;
  for (const person of people.splice(0)) await person[Symbol.asyncDispose]();
});
afterAll(async () => {
  await proxy?.stop();
  await product?.dispose();
});

/** Attached to a terminal of their own, its shell quiet and ready. */
async function attached(name: string): Promise<Person> {
  const token = product.api.headers.authorization!.replace("Bearer ", "");
  const env = { SANDBAR_URL: `http://127.0.0.1:${proxy.port}`, SANDBAR_TOKEN: token, HOME: product.folder };
  const person = new Person(["far", name, "--new"], env);
  people.push(person);
  await person.sees("$ ");
  person.type("PS1=; stty -echo; echo ready-$((40+2))\r");
  await person.sees("ready-42");
  return person;
}

async function inside(script: string): Promise<string> {
  return (await product.api.exec("far", ["sh", "-c", script])).stdout;
}

/** What the command line itself says between the output. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: its words are told apart by their colours
const NOTES = /\r\n\u001b\[0;7m [^\u001b]* \u001b\[0m\r\n/g;

test("output that comes while the connection is cut again and again is shown whole and once", async () => {
  const person = await attached("output");
  const from = person.shown.length;
  const lines = 40_000;
  person.type(`for i in $(seq ${lines}); do echo "<$i>"; done; echo all-$((40+3))\r`);
  for (const line of [2_000, 9_000, 17_000, 30_000]) {
    await eventually(`line ${line}`, 60_000, () => person.shown.length > from + line * 7);
    proxy.cutAll();
  }
  await person.sees("all-43");
  // A cut may be told of in the middle of a line.
  const output = person.shown.slice(from).replace(NOTES, "");
  const numbers = [...output.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
  expect(proxy.cuts).toBeGreaterThan(0);
  person.type("\x1cd");
  expect(await person.ended()).toBe(0);
  expect(person.restored).toBe(true);
});

test("what is typed while the connection is cut again and again arrives whole and once", async () => {
  const person = await attached("input");
  person.type("stty -icanon; dd bs=1 count=6893 of=typed status=none; echo taken-$((40+4))\r");
  await eventually("the reader", 30_000, async () => (await inside("pgrep -x dd || true")) !== "");
  for (let number = 1; number <= 1600; number++) {
    person.type(`${number}\n`);
    if (number % 400 !== 200) continue;
    const connections = person.shown.split("connected again").length;
    proxy.cutAll();
    await eventually(
      "a connection",
      30_000,
      () => person.shown.split("connected again").length > connections,
    );
    // What no connection had begun to send waits for this.
    person.type("\x1cs");
    await eventually(`line ${number}`, 30_000, async () =>
      (await inside("cat typed")).endsWith(`\n${number}\n`),
    );
  }
  await person.sees("taken-44");
  const wanted = Array.from({ length: 1600 }, (_, index) => `${index + 1}\n`).join("");
  expect(wanted).toHaveLength(6893);
  expect(await inside("cat typed")).toBe(wanted);
});

test("what is typed during a long break is held, and sent only when its person says so", async () => {
  const person = await attached("held");
  person.type("cat > held; echo over-$((40+5))\r");
  await eventually("the reader", 30_000, async () => (await inside("pgrep -x cat || true")) !== "");
  away = true;
  proxy.cutAll();
  await person.sees("the connection is lost");
  person.type("discarded\r");
  away = false;
  await person.sees("connected again; 10 bytes were typed meanwhile");
  person.type("\x1cx");
  away = true;
  proxy.cutAll();
  await eventually("another break", 60_000, () => person.shown.split("the connection is lost").length === 3);
  person.type("sent\r");
  away = false;
  await person.sees("connected again; 5 bytes were typed meanwhile");
  expect(await inside("cat held")).toBe("");
  person.type("\x1cs\x04");
  await person.sees("over-45");
  expect(await inside("cat held")).toBe("sent\n");
});

test("the terminal follows the person's size, and is theirs again whatever a program did to it", async () => {
  const person = await attached("size");
  person.resize(77, 22);
  await eventually("the new size", 30_000, () => {
    person.type("stty size\r");
    return person.shown.includes("22 77");
  });
  person.type("printf '\\033[?1049h\\033[?1000h\\033[?2004h\\033[?25l'; echo drawn-$((40+6))\r");
  await person.sees("drawn-46");
  const before = person.shown.length;
  person.terminate();
  expect(await person.ended()).toBe(143);
  for (const mode of ["1049l", "1000l", "2004l", "25h"]) {
    expect(person.shown.slice(before)).toContain(`\x1b[?${mode}`);
  }
  expect(person.restored).toBe(true);
});

test("a shell that ends says so, with its code where that is wanted", async () => {
  const person = await attached("ending");
  person.type("exit 7\r");
  expect(await person.ended()).toBe(0);
  expect(person.shown).toContain("The shell ended with 7.");
  expect(person.restored).toBe(true);
});
