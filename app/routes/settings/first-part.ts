/** The beginning of a text that may be too long to show. */
export interface FirstPart {
  readonly text: string;
  /** Nothing was left out. */
  readonly whole: boolean;
}

/** Reads at most about `limit` bytes of UTF-8, up to the end of a line, and leaves the rest unread. */
export async function firstPart(body: ReadableStream<Uint8Array> | null, limit: number): Promise<FirstPart> {
  if (!body) return { text: "", whole: true };
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), whole: true };
    if (size + value.byteLength > limit) {
      await reader.cancel();
      text += decoder.decode(value.subarray(0, limit - size));
      return { text: text.slice(0, text.lastIndexOf("\n") + 1), whole: false };
    }
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
}
