import { PatchCounts } from "./patch-counts.tsx";
import type { PatchFile } from "./patch-file.ts";
import { shownPath } from "./shown-path.ts";

interface PatchFileListProps {
  files: readonly PatchFile[];
  /** Called with the index of a file that somebody goes to. */
  onShow: (index: number) => void;
}

/** Where to go: every file with what it gains and loses. */
export function PatchFileList({ files, onShow }: PatchFileListProps) {
  return (
    <nav
      aria-label="Files of this patch"
      className="panel max-h-64 overflow-auto p-1.5 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)]"
    >
      <ul>
        {files.map((file, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the files of a patch never move
          <li key={index}>
            <a
              href={`#file-${index + 1}`}
              onClick={() => onShow(index)}
              title={shownPath(file.path)}
              className="flex items-baseline gap-2 rounded-md px-2 py-1 text-xs hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="min-w-0 flex-1 truncate [direction:rtl] text-left">
                <bdi>{shownPath(file.path)}</bdi>
              </span>
              <PatchCounts file={file} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
