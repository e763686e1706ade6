/** `npm start`: the local engine and the Worker, supervised; see docs/ for what each variable does. */
import { join } from "node:path";
import { Child } from "./start/child.ts";
import { type Configuration, readConfiguration } from "./start/configuration.ts";
import { engineProgram } from "./start/engine-program.ts";
import { untilHealthy } from "./start/health.ts";
import { makeFolder } from "./start/make-folder.ts";
import { awaitPort, freePort } from "./start/ports.ts";
import { RunFile } from "./start/run-file.ts";
import { loadSecrets } from "./start/secrets.ts";
import { type WorkerServerReady, workerProgram } from "./start/worker-program.ts";

const ECHO_MS = 1_000;
const root = join(import.meta.dirname, "..");

const read = readConfiguration(process.env);
if ("problems" in read) fail(...read.problems);
const { configuration } = read;

const runFile = openDataDir(configuration);
await requirePort(configuration);
const secrets = loadSecrets(configuration.dataDir);
const enginePort = await freePort();
runFile.noteEnginePort(enginePort);

const ready = Promise.withResolvers<WorkerServerReady>();
const engine = new Child(engineProgram(configuration, secrets, enginePort, runFile));
const worker = new Child(workerProgram(configuration, secrets, enginePort, runFile, ready.resolve));
stopOnSignals();
engine.start();
worker.start();

const { needs_setup } = await ready.promise;
await untilHealthy(configuration.host, configuration.port);
const lines = [`Sandbar is ready at ${configuration.publicUrl}`];
if (needs_setup) {
  const token = encodeURIComponent(configuration.setupToken ?? secrets.setup_token);
  lines.push(`Set it up once at ${configuration.publicUrl}/setup?token=${token}`);
}
console.log(lines.join("\n"));

/** The folder itself may be passed through: the sandboxes' own users reach what the engine keeps below it. */
function openDataDir({ dataDir }: Configuration): RunFile {
  try {
    makeFolder(dataDir, 0o711);
    const taken = RunFile.take(dataDir, root);
    if (taken instanceof RunFile) return taken;
    fail(`DATA_DIR ${dataDir} is in use: Sandbar already runs there as process ${taken.runsAs}`);
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC" ? ": make space on its disk" : "";
    fail(`DATA_DIR ${dataDir} can't be used: ${(error as Error).message}${full}`);
  }
}

async function requirePort({ host, port }: Configuration): Promise<void> {
  const { answer, holder } = await awaitPort(host, port);
  if (answer === "free") return;
  runFile.remove();
  if (answer === "EADDRINUSE") {
    const by = holder ? ` by process ${holder.pid} (${holder.name})` : "";
    fail(`PORT ${port} is in use on ${host}${by}: stop what listens there, or set PORT`);
  }
  if (answer === "EACCES") fail(`PORT ${port} needs privileges on this system: set PORT to 1024 or more`);
  fail(`HOST ${host} can't be listened on (${answer}): set HOST to an address of this machine`);
}

/**
 * Sandboxes keep running and are found again by the next start. A second signal does not wait, unless it comes
 * so soon that it is the first one's echo: a terminal signals npm and us, and npm passes it on.
 */
function stopOnSignals(): void {
  let stoppingSince = 0;
  const stop = async () => {
    if (stoppingSince > 0 && Date.now() - stoppingSince < ECHO_MS) return;
    if (stoppingSince > 0) {
      engine.kill();
      worker.kill();
      runFile.remove();
      process.exit(1);
    }
    stoppingSince = Date.now();
    await Promise.all([worker.stop(), engine.stop()]);
    runFile.remove();
    process.exit(process.exitCode ?? 0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
}

function fail(...sentences: readonly string[]): never {
  for (const sentence of sentences) console.error(sentence);
  process.exit(1);
}
