/**
 * Where the last whole UTF-8 character of `bytes` ends: a prefix up to there decodes without cutting one in two
 * (pitfall C27). Bytes that can't begin or continue a character count as whole, so that nothing is held back for ever.
 */
export function wholeCharacters(bytes: Uint8Array): number {
  const end = bytes.byteLength;
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back]!;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    return back < lengthFrom(byte) ? end - back : end;
  }
  return end;
}

function lengthFrom(lead: number): number {
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  return 1;
}
