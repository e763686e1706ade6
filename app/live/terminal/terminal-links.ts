import type { IDisposable, ILink, Terminal } from "@xterm/xterm";
import { findLinks, type LinkTarget, linkTarget, targetUrl, targetWords } from "./link-patterns.ts";
import { logicalLine } from "./logical-line.ts";

/**
 * Makes addresses in the output work, and those that programs hide behind words (OSC 8). The sandbox's own ports
 * open as previews of `sandbox`; null for whoever may not see those: they lead nowhere then. `show` is told where the link under the pointer leads, null when there is none.
 */
export function followLinks(
  terminal: Terminal,
  sandbox: string | null,
  show: (words: string | null) => void,
): IDisposable {
  const leads = (target: LinkTarget) => target.kind === "web" || sandbox !== null;
  const open = (target: LinkTarget) =>
    window.open(targetUrl(target, sandbox ?? ""), "_blank", "noopener,noreferrer");
  const hover = (target: LinkTarget) => show(targetWords(target, sandbox ?? ""));
  const leave = () => show(null);
  terminal.options.linkHandler = {
    activate(_event, address) {
      const target = linkTarget(address);
      if (target && leads(target)) open(target);
    },
    hover(_event, address) {
      const target = linkTarget(address);
      if (target && leads(target)) hover(target);
    },
    leave,
  };
  return terminal.registerLinkProvider({
    provideLinks(y, callback) {
      const line = logicalLine(terminal.buffer.active, y - 1);
      const links = findLinks(line.text).flatMap(({ start, text, target }): ILink[] => {
        if (!leads(target)) return [];
        const range = line.range(start, text.length);
        if (!range || range.start.y > y || range.end.y < y) return [];
        return [{ range, text, activate: () => open(target), hover: () => hover(target), leave }];
      });
      callback(links.length > 0 ? links : undefined);
    },
  });
}
