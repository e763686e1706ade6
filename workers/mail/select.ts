import { LOG_SENDER, type Sender } from "./sender.ts";
import { type MailVariables, readMailSettings } from "./settings.ts";

/** The sender that is configured. Nothing is served with a wrong configuration, so a wrong one throws here. */
export function senderFor(env: MailVariables, now: () => number): Sender {
  const settings = readMailSettings(env);
  if (!settings.ok) throw new Error(settings.refusal.message);
  if (settings.value.kind === "log") return LOG_SENDER;
  const smtp = settings.value;
  return {
    async send(message) {
      // Loaded where it is used: sockets are nothing that every place which runs a sandbox's object has.
      const { smtpSender } = await import("./smtp.ts");
      await smtpSender(smtp, now).send(message);
    },
  };
}
