import { Command } from "@commander-js/extra-typings";
import type { Perform } from "./command.ts";
import { attachCommand } from "./commands/attach.ts";
import { checkpointCommand, checkpointsCommand } from "./commands/checkpoints.ts";
import { eventsCommand } from "./commands/events.ts";
import { execCommand } from "./commands/exec.ts";
import { exportCommand } from "./commands/export.ts";
import { filesCommand } from "./commands/files.ts";
import { forkCommand } from "./commands/fork.ts";
import { launchCommand } from "./commands/launch.ts";
import { keepAliveCommand, operationCommand, resumeCommand, teardownCommand } from "./commands/lifecycle.ts";
import { listCommand } from "./commands/list.ts";
import { loginCommand, logoutCommand } from "./commands/login.ts";
import { logsCommand } from "./commands/logs.ts";
import { openCommand } from "./commands/open.ts";
import { portsCommand } from "./commands/ports.ts";
import { shareCommand, sharesCommand, unshareCommand } from "./commands/shares.ts";
import { statusCommand } from "./commands/status.ts";
import { terminalsCommand } from "./commands/terminals.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 your request or command failed, 2 the system did.
With --json a refusal is one JSON document on stderr: {error, reason_code, retryable, next_step?, field?}.

Example:
  $ sandbar login && sandbar launch demo --wait && sandbar exec demo -- uname -a`;

/** The person's own streams. */
export interface Ends {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** The whole command line. */
export function newProgram(perform: Perform, ends: Ends, version: string) {
  const program = new Command("sandbar")
    .description("Sandboxes from the command line: launch, watch, work, export, tear down")
    .version(version)
    .addHelpText("after", EXIT_CODES);
  const commands = [
    loginCommand(perform, ends.stdin),
    logoutCommand(perform),
    launchCommand(perform),
    listCommand(perform),
    statusCommand(perform),
    openCommand(perform),
    logsCommand(perform),
    eventsCommand(perform),
    execCommand(perform, ends.stdin),
    terminalsCommand(perform),
    attachCommand(perform, ends),
    portsCommand(perform),
    filesCommand(perform, ends.stdin),
    exportCommand(perform),
    checkpointCommand(perform),
    checkpointsCommand(perform),
    forkCommand(perform),
    shareCommand(perform),
    sharesCommand(perform),
    unshareCommand(perform),
    resumeCommand(perform),
    teardownCommand(perform),
    keepAliveCommand(perform),
    operationCommand(perform),
  ];
  for (const command of commands) program.addCommand(command as unknown as Command);
  return program;
}
