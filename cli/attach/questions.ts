/**
 * What makes a terminal answer as if it were typed: device attributes, status and cursor, modes, keyboard, window, colours,
 * clipboard, settings and the answerback.
 */
const QUESTIONS = [
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: these sequences are made of control characters
  /^\x05$/,
  /^\x1bZ$/,
  /^\x1b\[[>=]?\d*c$/,
  /^\x1b\[\??\d+n$/,
  /^\x1b\[\??[\d;]*\$p$/,
  /^\x1b\[>\d*q$/,
  /^\x1b\[\?u$/,
  /^\x1b\[\?4m$/,
  /^\x1b\[\d*x$/,
  /^\x1b\[(?:1[134-9]|2[01])(?:;\d+)?t$/,
  /^\x1b\[[\d;]*\*y$/,
  /^\x1b\[\?[\d;]+S$/,
  /^\x1b\](?:4|5|1\d|21|52|60);(?:[^\x07\x1b]*;)?\?(?:;[^\x07\x1b]*)?(?:\x07|\x1b\\)$/,
  /^\x1bP[$+]q[^\x1b]*\x1b\\$/,
  /^\x1b_G[^\x1b]*\x1b\\$/,
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: these sequences are made of control characters
];

export function isQuestion(sequence: string): boolean {
  return QUESTIONS.some((question) => question.test(sequence));
}
