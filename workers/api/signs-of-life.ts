import type { ServerEvent } from "./event-stream.ts";

/** Adds an empty event whenever the source has been silent for so long, ms. */
export async function* withSignsOfLife(
  source: AsyncGenerator<ServerEvent>,
  silent_ms: number,
): AsyncGenerator<ServerEvent> {
  try {
    for (let next = source.next(); ; ) {
      const step = await Promise.race([next, silence(silent_ms, next)]);
      if (step === SILENT) yield {};
      else if (step.done) return;
      else {
        yield step.value;
        next = source.next();
      }
    }
  } finally {
    await source.return(undefined);
  }
}

const SILENT = Symbol("silent");

/** Resolves after so many ms, unless the step comes first. */
function silence(ms: number, step: Promise<unknown>): Promise<typeof SILENT> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(SILENT), ms);
    const stop = () => clearTimeout(timer);
    step.then(stop, stop);
  });
}
