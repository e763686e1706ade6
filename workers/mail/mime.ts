/** A message as it goes over the wire (RFC 5322): one plain text part, in base64, so that no line needs care. */

import { MailError, type Message } from "./sender.ts";
import { isAddress, type Mailbox } from "./settings.ts";

/** Characters a line may have; also what one encoded word may have (RFC 2047). */
const LINE = 76;
/** Bytes that fit an encoded word of 75 characters in base64. */
const WORD_BYTES = 42;

/** Lines end in CRLF; the last one too. Throws MailError for a recipient that can't be one. */
export function mimeOf({ id, to, subject, text }: Message, from: Mailbox, at: Date): string {
  if (!isAddress(to)) throw new MailError("the recipient's address can't be used for mail", true);
  const [, host] = from.address.split("@");
  const sender = from.name === null ? from.address : `${encodedText(from.name)} <${from.address}>`;
  const headers = [
    `From: ${sender}`,
    `To: ${to}`,
    `Subject: ${encodedText(subject)}`,
    `Date: ${at.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id.replace(/[^A-Za-z0-9._-]/g, "-")}@${host}>`,
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
  ];
  const body = base64(new TextEncoder().encode(text.replaceAll("\n", "\r\n")));
  const lines = body.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return [...headers, "", ...lines, ""].join("\r\n");
}

/** Text in a header: as it is when it is short and plain, else as encoded words. No line break survives. */
function encodedText(raw: string): string {
  const text = raw.replace(/[\r\n]+/g, " ");
  if (/^[A-Za-z0-9 .,:;_+\-/'!?()]*$/.test(text) && text.length <= LINE - 20) return text;
  const words: string[] = [];
  let word = new Uint8Array();
  for (const character of text) {
    const bytes = new TextEncoder().encode(character);
    if (word.length + bytes.length > WORD_BYTES) {
      words.push(base64(word));
      word = new Uint8Array();
    }
    word = new Uint8Array([...word, ...bytes]);
  }
  words.push(base64(word));
  return words.map((one) => `=?UTF-8?B?${one}?=`).join("\r\n ");
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
