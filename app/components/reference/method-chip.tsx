const TONES: Readonly<Record<string, string>> = {
  GET: "text-busy",
  WS: "text-done",
  POST: "text-ok",
  PUT: "text-warn",
  PATCH: "text-warn",
  DELETE: "text-bad",
};

/** A method, as wide as the longest, so that paths line up. */
export function MethodChip({ method }: { method: string }) {
  return (
    <span
      className={`inline-grid h-5 w-14 shrink-0 place-items-center rounded font-mono font-semibold text-2xs tinted ${TONES[method] ?? "text-idle"}`}
    >
      {method}
    </span>
  );
}
