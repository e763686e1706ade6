const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "\\": 92,
};

/** A path as git writes it: plain, or in quotes with C escapes whose octal ones are bytes of UTF-8. */
export function gitPath(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  const bytes: number[] = [];
  const inner = text.slice(1, -1);
  for (let at = 0; at < inner.length; at++) {
    const character = String.fromCodePoint(inner.codePointAt(at) ?? 0);
    if (character !== "\\") {
      bytes.push(...new TextEncoder().encode(character));
      at += character.length - 1;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(inner.slice(at + 1, at + 4))?.[0];
    if (octal) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
    } else {
      const escaped = inner[at + 1] ?? "";
      bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
      at += 1;
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/**
 * Old and new path of a `diff --git` line. Its unquoted form is ambiguous where names hold spaces; what tells them
 * apart then is that both are the same, and every other case names them again in the lines below.
 */
export function pathsOfHeader(line: string): [string, string] {
  const rest = line.slice("diff --git ".length);
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(rest);
  if (quoted?.[1] && quoted[2]) return [withoutPrefix(quoted[1]), withoutPrefix(quoted[2])];
  const half = (rest.length - 1) / 2;
  if (Number.isInteger(half) && rest[half] === " ") {
    return [withoutPrefix(rest.slice(0, half)), withoutPrefix(rest.slice(half + 1))];
  }
  return ["", ""];
}

/** Without the `a/` or `b/` in front. */
function withoutPrefix(text: string): string {
  return gitPath(text).replace(/^[ab]\//, "");
}
