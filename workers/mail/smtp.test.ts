import { describe, expect, inject, test } from "vitest";
import type { TakenMessage } from "../../tests/smtp.setup.ts";
import { MailError } from "./sender.ts";
import { readMailSettings, type SmtpSettings } from "./settings.ts";
import { smtpSender } from "./smtp.ts";

const PORTS = inject("smtp");
const USER = "sandbar:pass%3Aword%2F1@";
const newAddress = () => `to-${crypto.randomUUID()}@example.com`;

function settingsOf(url: string): SmtpSettings {
  const read = readMailSettings({
    EMAIL_SENDER: "smtp",
    SMTP_URL: url,
    EMAIL_FROM: "Sändbar <from@example.com>",
  });
  if (!read.ok || read.value.kind !== "smtp") throw new Error(JSON.stringify(read));
  return read.value;
}

function send(url: string, to: string, text = "Hello.\n"): Promise<void> {
  const sender = smtpSender(settingsOf(url), () => Date.UTC(2026, 10, 21, 14, 5));
  return sender.send({ id: "s1.7", to, subject: "Grüße aus fix-login", text });
}

async function taken(to: string): Promise<TakenMessage[]> {
  return (await fetch(`http://127.0.0.1:${PORTS.control}/messages?to=${to}`)).json();
}

describe("a mail server that is as it should be", () => {
  test.each([
    ["encrypted from the first byte", `smtps://${USER}localhost:${PORTS.tls}`, true],
    ["encrypted by STARTTLS before anybody signs in", `smtp://${USER}localhost:${PORTS.starttls}`, true],
    ["on this machine without encryption", `smtp://${USER}127.0.0.1:${PORTS.plain}`, false],
  ])("%s takes the message from who signed in", async (_, url, secure) => {
    const to = newAddress();
    await send(url, to);
    expect(await taken(to)).toEqual([
      { from: "from@example.com", to, user: "sandbar", secure, raw: expect.any(String) },
    ]);
  });

  test("that wants nobody to sign in takes it without credentials", async () => {
    const to = newAddress();
    await send(`smtp://127.0.0.1:${PORTS.open}`, to);
    expect(await taken(to)).toMatchObject([{ user: null }]);
  });

  test("gets what was written: headers, other alphabets, and lines that begin with a dot", async () => {
    const to = newAddress();
    const text = `.\n..two\n${"long ".repeat(400)}\nhttps://sandbar.example/sandboxes/x?a=b\nΓειά σου 🦀\n`;
    await send(`smtp://127.0.0.1:${PORTS.open}`, to, text);
    const [{ raw } = { raw: "" }] = await taken(to);
    const [head = "", body = ""] = raw.split("\r\n\r\n");
    expect(head).toContain("Message-ID: <s1.7@example.com>");
    expect(head).toContain("Date: Sat, 21 Nov 2026 14:05:00 +0000");
    expect(head).toMatch(/^From: =\?UTF-8\?B\?[A-Za-z0-9+/=]+\?= <from@example.com>\r$/m);
    const bytes = Uint8Array.from(atob(body.replaceAll("\r\n", "")), (character) => character.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe(text.replaceAll("\n", "\r\n"));
    for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
  });
});

describe("a mail server that is not", () => {
  const failure = (url: string, to = newAddress()) =>
    send(url, to).then(
      () => null,
      (error: unknown) => error as MailError,
    );

  test.each([
    ["is not there", "smtp://127.0.0.1:1"],
    ["closes the connection", `smtp://127.0.0.1:${PORTS.closing}`],
    ["has a certificate that nobody trusts", `smtps://${USER}localhost:${PORTS.untrusted}`],
    ["knows other credentials", `smtp://sandbar:wrong@127.0.0.1:${PORTS.plain}`],
    ["wants somebody to sign in", `smtp://127.0.0.1:${PORTS.plain}`],
    ["does not speak SMTP", `smtp://127.0.0.1:${PORTS.garbled}`],
  ])("%s: an error that passes once it is put right, and tells no secret", async (_, url) => {
    const error = await failure(url);
    expect(error).toBeInstanceOf(MailError);
    expect(error?.permanent).toBe(false);
    expect(error?.message).not.toMatch(/pass|word|wrong@|c2FuZGJhcg|AHNhbmRiYXI/);
  });

  test("offers no encryption and is elsewhere: nobody signs in, nothing is sent", async () => {
    const settings = { ...settingsOf(`smtp://${USER}127.0.0.1:${PORTS.plain}`), host: "0.0.0.0" };
    const to = newAddress();
    const sent = smtpSender(settings, () => 0).send({ id: "1", to, subject: "s", text: "t" });
    await expect(sent).rejects.toThrow("no encryption");
    expect(await taken(to)).toEqual([]);
  });

  test.each([
    [451, false],
    [550, true],
  ])("answers the recipient with %s: permanent is %s", async (code, permanent) => {
    const to = newAddress();
    await fetch(`http://127.0.0.1:${PORTS.control}/refusals?to=${to}&code=${code}`, { method: "PUT" });
    expect(await failure(`smtp://127.0.0.1:${PORTS.open}`, to)).toMatchObject({ permanent });
  });
});

test.each(["a@b\r\nRCPT TO:<evil@example.com>", "a>b@example.com", "a b@example.com", "nobody", ""])(
  "C16: the address %j never reaches the dialogue",
  async (to) => {
    await expect(send(`smtp://127.0.0.1:${PORTS.open}`, to)).rejects.toMatchObject({ permanent: true });
  },
);
