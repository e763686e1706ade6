import type { Command } from "../domain/lifecycle.ts";
import type { Journal } from "./journal.ts";

/** Rows that come and go with a decision, in its transaction; what they point at is an effect's work. */
export function writeKeptRows(journal: Journal, command: Command): void {
  switch (command.type) {
    case "saved":
      journal.putCheckpoint(command.checkpoint);
      break;
    case "export_done":
      journal.putExport(command.export);
      break;
    case "delete_export":
      journal.deleteExport(command.export.export_id);
      break;
    case "delete_checkpoints":
      for (const { checkpoint_id } of command.checkpoints) journal.deleteCheckpoint(checkpoint_id);
      break;
  }
}
