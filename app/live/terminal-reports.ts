/**
 * What a terminal answers by itself when a program asks it something: cursor position, device attributes, colours,
 * modes, focus. While old output is shown again these questions were answered long ago; answering once more would
 * type the answer into the shell.
 */
const REPORT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences are made of control characters
  /^(?:\u001b\[[?>=]?[\d;]*\$?[Rcntuy]|\u001b\[[IO]|\u001b[\]P][^\u0007\u001b]*(?:\u0007|\u001b\\))+$/;

export function isReport(data: string): boolean {
  return REPORT.test(data);
}
