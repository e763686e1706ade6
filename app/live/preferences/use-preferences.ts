import { useSyncExternalStore } from "react";
import {
  DEFAULTS,
  onPreferencesChange,
  readPreferences,
  type TerminalPreferences,
} from "./terminal-preferences.ts";

/** The person's preferences as they are now; the defaults on the server. */
export function usePreferences(): TerminalPreferences {
  return useSyncExternalStore(onPreferencesChange, readPreferences, () => DEFAULTS);
}
