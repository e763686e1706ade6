/** Reads server-sent events as a client does. */
export interface ReceivedEvent {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape
  readonly data: any;
}

/** Events until the stream ends or `enough` says so; leaving cancels the stream. */
export async function readEvents(
  response: Response,
  enough: (event: ReceivedEvent) => boolean = () => false,
): Promise<ReceivedEvent[]> {
  const received: ReceivedEvent[] = [];
  if (!response.body) throw new Error("no stream");
  let text = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return received;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (!event) continue;
      received.push(event);
      if (enough(event)) {
        await reader.cancel();
        return received;
      }
    }
  }
}

function parse(block: string): ReceivedEvent | null {
  const fields = block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line));
  const field = (name: string) => fields.find((match) => match?.[1] === name)?.[2];
  const data = field("data");
  if (data === undefined) return null;
  return { event: field("event") ?? "message", id: field("id"), data: JSON.parse(data) };
}
