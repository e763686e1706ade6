import { Indexer } from "./indexer.ts";
import { loadRecording } from "./load-recording.ts";
import { Player, type PlayerWorld } from "./player.ts";
import { openPlayerScreen, openUnseenTerminal } from "./player-screen.ts";
import type { Recording } from "./recording.ts";

export interface OpenedRecording {
  readonly player: Player;
  readonly recording: Recording;
}

export interface RecordingHooks {
  begun(opened: OpenedRecording): void;
  /** Told once it is read to its end, with what stood in the way of all of it; null when nothing did. */
  loaded(problem: string | null): void;
  /** It can't be played at all. */
  failed(problem: string): void;
}

const BROWSER: PlayerWorld = {
  now: () => performance.now(),
  frame(run) {
    const frame = requestAnimationFrame(run);
    return () => cancelAnimationFrame(frame);
  },
};

/** Fetches a recording and shows it in `holder`, `start` ms from its beginning. Answers how to end all of that. */
export function openRecording(
  elements: { readonly box: HTMLElement; readonly holder: HTMLElement },
  content: string,
  start: number,
  hooks: RecordingHooks,
): () => void {
  const stop = new AbortController();
  const screen = openPlayerScreen(elements.box, elements.holder);
  const unseen = { player: openUnseenTerminal(), proof: openUnseenTerminal() };
  let player: Player | null = null;
  let indexer: Indexer | null = null;

  async function read(): Promise<void> {
    const answer = await fetch(content, { signal: stop.signal, headers: { accept: "*/*" } }).catch(
      () => null,
    );
    if (stop.signal.aborted) return;
    if (!answer?.ok || !answer.body) return hooks.failed(await refusalWords(answer));
    const loaded = await loadRecording(answer.body, {
      begun(recording) {
        if (stop.signal.aborted) return;
        player = new Player(recording, screen.terminal, BROWSER);
        indexer = new Indexer(recording, player.frames, unseen, anotherTurn);
        player.seek(start);
        hooks.begun({ player, recording });
      },
      grown() {
        player?.grown(false);
        void indexer?.run();
      },
    });
    if (stop.signal.aborted) return;
    if (!loaded.ok) return hooks.failed(loaded.problem);
    player?.grown(true);
    hooks.loaded(loaded.problem);
  }

  void read();
  return () => {
    stop.abort();
    player?.stop();
    indexer?.stop();
    screen.dispose();
    unseen.player.dispose();
    unseen.proof.dispose();
  };
}

/** Lets the page draw and answer before more of a recording is looked through. */
function anotherTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function refusalWords(answer: Response | null): Promise<string> {
  if (!answer) return "The recording could not be loaded. Check your connection and reload the page.";
  const body: unknown = await answer.json().catch(() => null);
  const told = body as { readonly error?: unknown; readonly next_step?: unknown } | null;
  if (typeof told?.error !== "string")
    return `The recording could not be loaded (${answer.status}). Reload the page.`;
  return typeof told.next_step === "string" ? `${told.error} ${told.next_step}` : told.error;
}
