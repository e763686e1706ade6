/** The mail that lets somebody set a new password. */
export function resetText(link: string, name: string): { readonly subject: string; readonly text: string } {
  const text = [
    `Hello ${name},`,
    "Somebody, most likely you, asked for a new password for your Sandbar account. Set one here, within an hour:",
    link,
    "It works once. Setting a password signs you out everywhere.",
    "If it was not you, do nothing: your password stays as it is.",
  ];
  return { subject: "Set a new password", text: `${text.join("\n\n")}\n` };
}
