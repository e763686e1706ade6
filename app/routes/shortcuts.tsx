import { Fragment } from "react";
import { Link } from "react-router";
import { Kbd } from "~/components/controls/kbd.tsx";
import { PageHeader } from "~/components/frame/page-header.tsx";
import { SHORTCUTS } from "~/components/frame/shortcuts.ts";

export const meta = () => [{ title: "Keyboard shortcuts · Sandbar" }];

const ELSEWHERE = [
  { keys: ["↑", "↓"], words: "In the list: move between sandboxes" },
  { keys: ["x"], words: "In the list: select a sandbox" },
  { keys: ["Ctrl Enter"], words: "On the launch page: launch" },
  { keys: ["Ctrl Shift F"], words: "In a terminal: search its output" },
  { keys: ["Ctrl Shift C", "Ctrl Shift V"], words: "In a terminal: copy and paste" },
  { keys: ["Ctrl Shift L"], words: "In a terminal: leave it with the keyboard" },
  {
    keys: ["Ctrl Shift Enter", "Ctrl Shift Backspace"],
    words: "In a terminal, after a break: send or discard what was typed meanwhile",
  },
  { keys: ["Ctrl Shift Alt ←", "→"], words: "In a terminal: go to the shell beside it" },
  { keys: ["F2"], words: "On the tab of a shell: rename it" },
] as const;

export default function Shortcuts() {
  return (
    <>
      <PageHeader
        title="Keyboard shortcuts"
        detail="On a Mac, Cmd works where Ctrl is shown for search. Single letters work while no field or terminal has the focus."
      />
      <dl className="panel grid max-w-xl grid-cols-[auto_1fr] gap-x-6 gap-y-3 p-5">
        {[...SHORTCUTS, ...ELSEWHERE].map(({ keys, words }) => (
          <Fragment key={words}>
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </Fragment>
        ))}
      </dl>
      <p className="mt-5 text-muted">
        For programs there is the{" "}
        <Link to="/docs/api" className="text-accent underline">
          API reference
        </Link>
        .
      </p>
    </>
  );
}
