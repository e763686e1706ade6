import { type KeyboardEvent, useMemo, useState, useSyncExternalStore } from "react";
import "./patch.css";
import { parsePatch } from "./parse-patch.ts";
import { lineCount, type PatchFile } from "./patch-file.ts";
import { PatchFileList } from "./patch-file-list.tsx";
import { PatchFileView } from "./patch-file-view.tsx";

/** A longer file, and all after this many lines together, stay closed until somebody opens them. */
const OPEN_FILE_LINES = 400;
const OPEN_LINES = 2000;

const WIDE = "(min-width: 80rem)";

/** A patch to read: its files as a list, and each with its changes, side by side where there is room. */
export default function PatchView({ text }: { text: string }) {
  const files = useMemo(() => parsePatch(text), [text]);
  const [opened, setOpened] = useState(() => openAtFirst(files));
  const wide = useWide();
  const show = (index: number) => setOpened(new Set(opened).add(index));
  if (files.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the files' summaries, which are the controls
    <div className="grid items-start gap-4 lg:grid-cols-[15rem_minmax(0,1fr)]" onKeyDown={moveBetweenFiles}>
      <PatchFileList files={files} onShow={show} />
      <div className="grid min-w-0 gap-3">
        {files.map((file, index) => (
          <PatchFileView
            // biome-ignore lint/suspicious/noArrayIndexKey: the files of a patch never move
            key={index}
            id={`file-${index + 1}`}
            file={file}
            split={wide}
            open={opened.has(index)}
            onToggle={(open) => {
              const next = new Set(opened);
              if (open) next.add(index);
              else next.delete(index);
              setOpened(next);
            }}
          />
        ))}
      </div>
    </div>
  );
}

function openAtFirst(files: readonly PatchFile[]): ReadonlySet<number> {
  const open = new Set<number>();
  let lines = 0;
  for (const [index, file] of files.entries()) {
    const count = lineCount(file);
    lines += count;
    if (count <= OPEN_FILE_LINES && lines <= OPEN_LINES) open.add(index);
  }
  return open;
}

/** j and k, as in other viewers of changes; only while something in here has the focus. */
function moveBetweenFiles(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
  if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const summaries = [...event.currentTarget.querySelectorAll<HTMLElement>("summary")];
  const active = document.activeElement;
  const at = summaries.findIndex((summary) => summary.parentElement?.contains(active));
  const next = summaries[Math.min(summaries.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  event.preventDefault();
}

function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
}
