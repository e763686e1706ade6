import type { State } from "../../workers/domain/sandbox.ts";
import type { Output } from "../output.ts";

/** A state in the words and colours that the pages use. */
export function stateWords(output: Output, state: string): string {
  const words = state.replaceAll("_", " ");
  switch (state as State) {
    case "running":
    case "completed":
      return output.paint("green", words);
    case "new":
    case "provisioning":
    case "saving":
    case "tearing_down":
      return output.paint("yellow", words);
    case "error":
      return output.paint("red", words);
    case "destroyed":
      return output.paint("dim", words);
  }
}
