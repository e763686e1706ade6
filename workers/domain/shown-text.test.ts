import { expect, test } from "vitest";
import { checkAccount, readEmail, readTeamName } from "./people/account.ts";
import { legible, plain, shown } from "./shown-text.ts";

const RIGHT_TO_LEFT = "\u202e";
const HOSTILE = [
  `Ann${RIGHT_TO_LEFT}nimda`,
  "Ann\nBcc: eve@example.com",
  "Ann\u0000",
  "Ann\u001b[31m",
  "Ann\u2028admin",
  "Ann\u2066x",
];

test.each(HOSTILE)("%j is nobody's name, and no team's", (name) => {
  const account = { name, email: "ann@example.com", password: "correct horse battery" };
  expect(checkAccount(account)).toMatchObject({ ok: false, refusal: { field: "name" } });
  expect(readTeamName(name)).toMatchObject({ ok: false, refusal: { field: "name" } });
  expect(shown(name)).toBeNull();
  expect(legible(name)).toMatch(/^Ann\\u\{[0-9A-F]+\}/);
  expect(shown(plain(name))).toBe(plain(name));
});

test.each(["Zoë", "אנה", "山田 太郎", "O'Brien-Smith", "👩‍👩‍👧 team", "نیلوفر‌ها"])("%s is", (name) => {
  expect(shown(name)).toBe(name);
  expect(legible(name)).toBe(name);
  expect(plain(name)).toBe(name);
});

test.each(["\u200b", "\u2800", "\u00ad", "  ", ""])("what can't be seen (%j) is empty", (name) => {
  expect(shown(name)).toBe("");
});

test("an address is one that no mail server or list takes for two, or for another", () => {
  for (const email of ["ann@example.com", "ann+x.y@sub.example.co.uk", "ÄNN@exämple.com"])
    expect(readEmail(` ${email} `)).toEqual({ ok: true, value: email.toLowerCase() });
  const wrong = [
    "ann",
    "a@b",
    "a,b@example.com",
    "a@example.com,b@x.y",
    "<ann@example.com>",
    '"a b"@example.com',
  ];
  const hiding = [
    `ann${RIGHT_TO_LEFT}@example.com`,
    "ann@example.com\u0000",
    "a\r\nb@example.com",
    "a;b@x.yz",
  ];
  for (const email of [...wrong, ...hiding]) expect([email, readEmail(email).ok]).toEqual([email, false]);
});
