/** What the workspace looked like when a checkpoint of it was made, or was restored into it. */
import { EngineError } from "../../engines/engine.ts";
import type { Journal } from "../journal.ts";

const SETTING = "saved_fingerprint";

/** What can tell how the workspace looks now. */
export interface Fingerprinted {
  readonly fingerprint: () => Promise<{ readonly fingerprint: string }>;
}

/** @param fingerprint taken before the archive was made, or after it was unpacked; null when nobody could tell */
export function rememberWorkspace(
  journal: Pick<Journal, "putSetting">,
  checkpoint_id: string,
  fingerprint: string | null,
): void {
  if (fingerprint !== null) journal.putSetting(SETTING, `${checkpoint_id}:${fingerprint}`);
}

/** Whether a workspace of this fingerprint is what that checkpoint holds. */
export function isSavedAs(
  journal: Pick<Journal, "setting">,
  checkpoint_id: string,
  fingerprint: string,
): boolean {
  return journal.setting(SETTING) === `${checkpoint_id}:${fingerprint}`;
}

/** A save or a restore must not fail because nobody can tell what the workspace looks like: it is saved again then. */
export async function fingerprintOrNull(agent: Fingerprinted): Promise<string | null> {
  try {
    return (await agent.fingerprint()).fingerprint;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.warn(`fingerprint of a workspace: ${error.message}`);
    return null;
  }
}
