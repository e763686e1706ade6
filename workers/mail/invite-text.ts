/** The mail that brings an invite. */
export function inviteText(invite: {
  readonly url: string;
  readonly team: string;
  readonly from: string;
  /** Epoch ms. */
  readonly expires_at: number;
}): { readonly subject: string; readonly text: string } {
  const { url, team, from, expires_at } = invite;
  const until = new Date(expires_at).toISOString();
  const paragraphs = [
    `${oneLine(from)} invites you to the team ${oneLine(team)} on Sandbar, a dashboard for sandboxes. Open this link to join:`,
    url,
    `It works once, for this address, until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC.`,
    "If you don't know who that is, do nothing.",
  ];
  return {
    subject: `${oneLine(from)} invites you to ${oneLine(team)}`,
    text: `${paragraphs.join("\n\n")}\n`,
  };
}

/** Names are people's own: none of them may look like a line of ours. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
