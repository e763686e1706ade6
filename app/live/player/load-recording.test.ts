import fc from "fast-check";
import { expect, test } from "vitest";
import { type Loaded, loadRecording } from "./load-recording.ts";
import type { Recording } from "./recording.ts";

const HEADER = '{"version":2,"width":80,"height":24}';

/** A file in pieces; with `breaks` the connection ends badly after the last. */
function streamOf(pieces: readonly Uint8Array[], breaks = false): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[at++];
      if (piece) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
      else if (breaks) controller.error(new Error("connection reset"));
      else controller.close();
    },
  });
}

async function load(file: string, breaks = false): Promise<{ loaded: Loaded; recording: Recording | null }> {
  let recording: Recording | null = null;
  const loaded = await loadRecording(streamOf([new TextEncoder().encode(file)], breaks), {
    begun: (begun) => {
      recording = begun;
    },
    grown: () => {},
  });
  return { loaded, recording };
}

function outputOf(recording: Recording): string {
  const decoder = new TextDecoder();
  return recording
    .output(0, recording.length)
    .map((piece) => decoder.decode(piece, { stream: true }))
    .join("");
}

test("however a file is cut into pieces, its events are the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(100_000), fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (events, cuts) => {
        const lines = events.map(([time, text]) => JSON.stringify([time / 1000, "o", text]));
        const bytes = new TextEncoder().encode(`${[HEADER, ...lines].join("\n")}\n`);
        const at = cuts.map((cut) => cut % bytes.byteLength).sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, index) => bytes.slice(from, at[index] ?? bytes.byteLength));
        let recording: Recording | undefined;
        const loaded = await loadRecording(streamOf(pieces.filter((piece) => piece.byteLength > 0)), {
          begun: (begun) => {
            recording = begun;
          },
          grown: () => {},
        });
        expect(loaded).toEqual({ ok: true, problem: null });
        expect(recording?.length).toBe(events.length);
        expect(recording?.badLineCount).toBe(0);
        expect(recording && outputOf(recording)).toBe(events.map(([, text]) => text).join(""));
      },
    ),
    { numRuns: 100 },
  );
});

test("lines that can't be read are told with their number and left out", async () => {
  const { loaded, recording } = await load(
    [HEADER, '[0,"o","a"]', "garbage", "", '[1,"o",7]', '[2,"o","b"]', '[3,"o","c'].join("\n"),
  );
  expect(loaded).toEqual({ ok: true, problem: null });
  expect(recording && outputOf(recording)).toBe("ab");
  expect(recording?.badLines).toEqual([
    { line: 3, problem: "It is no event." },
    { line: 5, problem: "Its output is no text." },
    { line: 7, problem: "The file ends in the middle of it." },
  ]);
});

test("a last line without its line break counts when it is whole", async () => {
  const { recording } = await load(`${HEADER}\n[0,"o","a"]`);
  expect(recording?.length).toBe(1);
  expect(recording?.badLineCount).toBe(0);
});

test("times that run backwards stand still instead", async () => {
  const { recording } = await load(`${HEADER}\n[5,"o","a"]\n[3,"o","b"]\n[6,"m","c"]\n`);
  expect([0, 1, 2].map((event) => recording?.timeOf(event))).toEqual([5000, 5000, 6000]);
  expect(recording?.markers).toEqual([{ time: 6000, label: "c" }]);
});

test("what is no recording is told", async () => {
  expect((await load("")).loaded).toEqual({ ok: false, problem: "This recording is empty so far." });
  expect((await load("<html>")).loaded).toMatchObject({ ok: false });
});

test("a connection that breaks leaves what came before it, and says so", async () => {
  const { loaded, recording } = await load(`${HEADER}\n[0,"o","a"]\n[1,"o",`, true);
  expect(loaded).toEqual({ ok: true, problem: "The rest could not be loaded (connection reset)." });
  expect(recording?.length).toBe(1);
});
