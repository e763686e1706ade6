import { inviteText } from "../../mail/invite-text.ts";
import { senderFor } from "../../mail/select.ts";
import { MailError } from "../../mail/sender.ts";
import { type MailVariables, readMailSettings } from "../../mail/settings.ts";

/**
 * What became of the mail: `sent`, `failed` (the link has to go another way), `off` (this deployment sends none: its log
 * is no place for a link) or `none` (no address).
 */
export type Mailed = "sent" | "failed" | "off" | "none";

interface InviteMail {
  readonly id: string;
  readonly email: string | null;
  readonly url: string;
  readonly team: string;
  /** Who invites. */
  readonly from: string;
  /** Epoch ms. */
  readonly expires_at: number;
}

/** Never keeps the invite from being made. */
export async function mailInvite(env: MailVariables, invite: InviteMail): Promise<Mailed> {
  const { id, email } = invite;
  if (email === null) return "none";
  const settings = readMailSettings(env);
  if (!settings.ok || settings.value.kind === "log") return "off";
  try {
    await senderFor(env, () => Date.now()).send({ id: `invite.${id}`, to: email, ...inviteText(invite) });
    return "sent";
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    console.warn(`the mail of invite ${id} was not sent: ${error.message}`);
    return "failed";
  }
}
