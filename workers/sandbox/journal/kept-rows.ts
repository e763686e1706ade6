import type { Command } from "../../domain/lifecycle.ts";
import type { Journal } from "../journal.ts";

/** Rows that come and go with a decision, in its transaction; what they point at is an effect's work. */
export function writeKeptRows(journal: Journal, command: Command): void {
  switch (command.type) {
    case "saved":
      journal.checkpoints.put(command.checkpoint);
      break;
    case "export_done":
      journal.exports.put(command.export);
      break;
    case "delete_export":
      journal.exports.delete(command.export.export_id);
      break;
    case "delete_checkpoints":
      for (const { checkpoint_id } of command.checkpoints) journal.checkpoints.delete(checkpoint_id);
      break;
  }
}
