/**
 * `NAME=value` in the environment that a jail is launched from: all that bubblewrap's own processes have there
 * besides PATH. It finds them also while they are still setting up, when nothing else tells whose they are.
 */
export function launchMark(instance: string, id: string): string {
  return `SANDBAR_JAIL=${instance}.${id}`;
}
