import { writeSync } from "node:fs";
import type { Attached } from "./attached.ts";
import type { AttachEnd } from "./end.ts";
import { RawMode } from "./raw-mode.ts";

const STDOUT = 1;

/** Lets `attached` have the person's terminal, raw, and gives it back as it was, however it ends. */
export async function lendTerminal(
  attached: Attached,
  { stdin, stdout }: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream },
): Promise<AttachEnd> {
  const mode = new RawMode(stdin);
  const restore = () => {
    try {
      mode.end();
      // At the very end nothing that is written later would come out.
      writeSync(STDOUT, attached.restoring);
    } catch (error) {
      // A terminal that was closed has nothing to be put back.
      if ((error as NodeJS.ErrnoException).code !== "EIO") throw error;
    }
  };
  const pressed = (data: Buffer) => attached.pressed(data);
  const resized = () => attached.resized();
  // Whoever stopped this process gave the terminal to somebody else meanwhile.
  const continued = () => {
    mode.begin();
    attached.resized();
  };
  const [terminated, hungUp] = (["SIGTERM", "SIGHUP"] as const).map(
    (signal) => () => attached.signalled(signal),
  );
  process.once("exit", restore);
  process.on("SIGTERM", terminated!).on("SIGHUP", hungUp!).on("SIGCONT", continued);
  stdout.on("resize", resized);
  mode.begin();
  stdin.on("data", pressed).resume();
  try {
    return await attached.run();
  } finally {
    stdin.off("data", pressed).pause();
    stdout.off("resize", resized);
    process.off("SIGTERM", terminated!).off("SIGHUP", hungUp!).off("SIGCONT", continued);
    process.off("exit", restore);
    restore();
  }
}
