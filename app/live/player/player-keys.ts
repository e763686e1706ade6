import type { Player } from "./player.ts";
import { SPEEDS } from "./timeline.ts";

const STEP_MS = 5000;

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target">;

/** Does what a key means while the player has the focus; answers whether it meant something. */
export function playerKey(press: Press, player: Player, toggleFull: () => void): boolean {
  if (press.ctrlKey || press.metaKey || press.altKey) return false;
  const on = press.target instanceof Element ? press.target : null;
  // Controls keep the keys that they have themselves; the slider's are ours.
  if (on?.closest("select") || (on?.closest("a, button, input:not([type=range])") && press.key === " "))
    return false;
  const { playing, position, duration, speed } = player.read();
  switch (press.key) {
    case " ":
    case "k":
      if (playing) player.pause();
      else player.play();
      return true;
    case "ArrowLeft":
      player.seek(position - STEP_MS);
      return true;
    case "ArrowRight":
      player.seek(Math.min(duration, position + STEP_MS));
      return true;
    case "Home":
      player.seek(0);
      return true;
    case "End":
      player.seek(duration);
      return true;
    case "<":
    case ">":
      player.setSpeed(besides(speed, press.key === ">" ? 1 : -1));
      return true;
    case "f":
      toggleFull();
      return true;
    default:
      return false;
  }
}

function besides(speed: number, step: number): number {
  const at = (SPEEDS as readonly number[]).indexOf(speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + step))] ?? speed;
}
