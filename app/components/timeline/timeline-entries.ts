import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { LOG_SOURCES, type LogSource } from "../../../workers/domain/sandbox.ts";
import { eventWords } from "./event-words.ts";

export const TIMELINE_SOURCES = ["events", ...LOG_SOURCES] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];

export const SOURCE_WORDS: Record<TimelineSource, string> = {
  events: "Events",
  provisioning: "Set-up",
  task: "Command",
  process: "Processes",
  engine: "Engine",
};

/** One line of the stream. */
export interface TimelineEntry {
  readonly key: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly source: TimelineSource;
  readonly text: string;
  readonly tone: "plain" | "bad" | "event";
}

/** Events and log lines as one stream in the order of their times; log text is split into its lines. */
export function timelineEntries(events: readonly EventBody[], logs: readonly LogBody[]): TimelineEntry[] {
  const told = events.map(
    (event): TimelineEntry => ({
      key: `e${event.seq}`,
      at: event.at,
      source: "events",
      text: eventWords(event),
      tone: toneOf(event),
    }),
  );
  return mergeByTime(told, logLines(logs));
}

/** A line may come in several pieces: pieces of one stream join until its line ends. */
function logLines(logs: readonly LogBody[]): TimelineEntry[] {
  const lines: TimelineEntry[] = [];
  const open = new Map<string, { log: LogBody; text: string }>();
  const close = ({ log, text }: { log: LogBody; text: string }, part: number) => {
    lines.push({
      key: `l${log.offset}.${part}`,
      at: log.at,
      source: log.source as LogSource,
      text: text.replace(/\r$/, ""),
      tone: "plain",
    });
  };
  for (const log of logs) {
    const stream = `${log.source} ${log.stream}`;
    const before = open.get(stream);
    const parts = log.text.split("\n");
    const last = parts.pop() ?? "";
    parts.forEach((text, index) => {
      if (index === 0 && before) close({ log: before.log, text: before.text + text }, -1);
      else close({ log, text }, index);
    });
    if (parts.length === 0) open.set(stream, { log: before?.log ?? log, text: (before?.text ?? "") + last });
    else if (last === "") open.delete(stream);
    else open.set(stream, { log, text: last });
  }
  for (const rest of open.values()) close(rest, -2);
  return lines;
}

function mergeByTime(a: readonly TimelineEntry[], b: readonly TimelineEntry[]): TimelineEntry[] {
  return [...a, ...b].sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
}

/** A program's stderr is not a failure; what the journal says may be. */
function toneOf(event: EventBody): TimelineEntry["tone"] {
  if (event.to === "error" || event.type === "operation_failed" || event.type === "agent_lost") return "bad";
  return event.type === "state_changed" ? "event" : "plain";
}

const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this finds
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Control sequences (colours, cursor moves) out: the timeline is text. */
export function plainText(text: string): string {
  return text.replace(CONTROL, "");
}
