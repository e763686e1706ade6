/**
 * Sends by SMTP from a Worker. Of the libraries for it, worker-mailer spins for ever when the server closes the
 * connection and signs in without TLS when a network strips STARTTLS; nodemailer asks only public resolvers for names.
 */
import { connect } from "cloudflare:sockets";
import { base64, mimeOf } from "./mime.ts";
import { MailError, type Message, type Sender } from "./sender.ts";
import type { SmtpSettings } from "./settings.ts";
import { type Reply, SmtpDialogue } from "./smtp-dialogue.ts";

/** For the whole of one message, ms. */
const PATIENCE_MS = 30_000;
/** On the machine itself nobody listens in between. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

export function smtpSender(settings: SmtpSettings, now: () => number): Sender {
  return {
    async send(message) {
      // Before anything is sent: what can't be a message needs no connection.
      const mime = mimeOf(message, settings.from, new Date(now()));
      const { host: hostname, port, secure } = settings;
      const socket = connect(
        { hostname, port },
        { secureTransport: secure ? "on" : "starttls", allowHalfOpen: false },
      );
      const dialogue = new SmtpDialogue(socket);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new MailError("the mail server took too long")), PATIENCE_MS);
      });
      try {
        await Promise.race([deliver(dialogue, settings, message, mime), late]);
      } catch (error) {
        throw error instanceof MailError
          ? error
          : new MailError(`the mail server can't be reached: ${String(error)}`);
      } finally {
        clearTimeout(timer);
        // The message is taken or refused; how the connection ends changes nothing about it.
        dialogue.close().catch(() => {});
      }
    },
  };
}

async function deliver(
  dialogue: SmtpDialogue,
  settings: SmtpSettings,
  { to }: Message,
  mime: string,
): Promise<void> {
  const { from, credentials, secure, host } = settings;
  const [, domain = "localhost"] = from.address.split("@");
  const hello = () => dialogue.ask(`EHLO ${domain}`, 250);
  await dialogue.expect(220, "the connection");
  let offer = await hello();
  if (!secure && offers(offer, "STARTTLS")) {
    await dialogue.ask("STARTTLS", 220);
    dialogue.secure();
    offer = await hello();
  } else if (!secure && !LOOPBACK.test(host)) {
    throw new MailError("the mail server offers no encryption (STARTTLS), and is on another machine");
  }
  if (credentials) await signIn(dialogue, offer, credentials);
  await dialogue.ask(`MAIL FROM:<${from.address}>`, 250);
  await dialogue.ask(`RCPT TO:<${to}>`, 250);
  await dialogue.ask("DATA", 354);
  // A line that begins with a dot gets another, so that none ends the message early.
  await dialogue.write(`${mime.replace(/^\./gm, "..")}.\r\n`);
  await dialogue.expect(250, "message");
  await dialogue.write("QUIT\r\n");
}

async function signIn(
  dialogue: SmtpDialogue,
  offer: Reply,
  { username, password }: NonNullable<SmtpSettings["credentials"]>,
): Promise<void> {
  const methods = offer.lines.find((line) => /^AUTH[ =]/i.test(line))?.toUpperCase() ?? "";
  const encoded = (text: string) => base64(new TextEncoder().encode(text));
  if (methods.includes("PLAIN")) {
    await dialogue.ask(`AUTH PLAIN ${encoded(`\0${username}\0${password}`)}`, 235, "AUTH");
  } else if (methods.includes("LOGIN")) {
    await dialogue.ask("AUTH LOGIN", 334);
    await dialogue.ask(encoded(username), 334, "AUTH");
    await dialogue.ask(encoded(password), 235, "AUTH");
  } else throw new MailError("the mail server offers no way to sign in with a password");
}

function offers({ lines }: Reply, extension: string): boolean {
  return lines.some((line) => line.toUpperCase().split(" ", 1)[0] === extension);
}
