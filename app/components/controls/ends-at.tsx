import { useEffect, useState } from "react";
import { countdown } from "../teardown/teardown-words.ts";
import { useNow } from "./clock.ts";
import { exactTime } from "./durations.ts";

/** "ends 14:05, in 42:10": the reader's own clock once the browser knows it, and how long that is. */
export function EndsAt({ at }: { at: string }) {
  const left = Date.parse(at) - useNow();
  const [clock, setClock] = useState("");
  useEffect(() => setClock(localTime(at)), [at]);
  return (
    <time dateTime={at} title={exactTime(at)} className="whitespace-nowrap">
      {left <= 0 ? "ended" : "ends"}
      {clock ? ` ${clock}` : ""}
      {left <= 0 ? "" : `${clock ? "," : ""} in ${countdown(left)}`}
    </time>
  );
}

/** "14:05", or "Tue 14:05" on another day. */
function localTime(at: string): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return date.toLocaleString(undefined, today ? time : { ...time, weekday: "short" });
}
