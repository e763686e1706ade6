/** A path on one line: what would break it, or turn it around, shows as its code. */
export function shownPath(path: string): string {
  return path.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
