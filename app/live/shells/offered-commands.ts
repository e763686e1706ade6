import { useSyncExternalStore } from "react";
import { commandOf } from "./offered-command-text.ts";

/** What links to sandboxes of this page offer, by the sandbox's name, until it is put, copied away or dismissed. */
let offers: Readonly<Record<string, string>> = {};
const listeners = new Set<() => void>();

function change(next: typeof offers): void {
  offers = next;
  for (const listener of listeners) listener();
}

/** Keeps what an address offers: the page goes on to the address of a terminal before that is there. */
export function keepOffer(sandbox: string, search: string): void {
  const command = commandOf(search);
  if (command !== null && offers[sandbox] !== command) change({ ...offers, [sandbox]: command });
}

export function dropOffer(sandbox: string): void {
  const { [sandbox]: _, ...others } = offers;
  change(others);
}

/** As the link gave it; undefined when none did. */
export function useOffer(sandbox: string): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => offers[sandbox],
    () => undefined,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes the offer out of the address bar: to reload or share the page must not repeat it. */
export function clearAddress(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has("command")) return;
  url.searchParams.delete("command");
  history.replaceState(history.state, "", url);
}
