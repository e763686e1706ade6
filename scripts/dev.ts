/** `npm run dev`: the engine as `npm start` runs it, and the Worker with hot reload on the same state and secrets. */
import { join } from "node:path";
import { createServer } from "vite";
import { Child } from "./start/child.ts";
import { readConfiguration } from "./start/configuration.ts";
import { engineProgram } from "./start/engine-program.ts";
import { makeFolder } from "./start/make-folder.ts";
import { migrateState } from "./start/migrate-state.ts";
import { freePort, tryPort } from "./start/ports.ts";
import { RunFile } from "./start/run-file.ts";
import { loadSecrets } from "./start/secrets.ts";
import { workerBindings } from "./start/worker-bindings.ts";

const root = join(import.meta.dirname, "..");

const read = readConfiguration(process.env);
if ("problems" in read) fail(...read.problems);
const { configuration } = read;
const { host, port, dataDir, publicUrl } = configuration;
if ((await tryPort(host, port)) !== "free") fail(`PORT ${port} is in use on ${host}: set PORT to another`);
makeFolder(dataDir, 0o711);
const runFile = RunFile.take(dataDir, root);
if (!(runFile instanceof RunFile)) fail(`DATA_DIR ${dataDir} is in use by process ${runFile.runsAs}`);

const secrets = loadSecrets(dataDir);
const enginePort = await freePort();
runFile.noteEnginePort(enginePort);
const engine = new Child(engineProgram(configuration, secrets, enginePort, runFile));
engine.start();
await migrateState({
  build: join(root, "build/server"),
  migrations: join(root, "migrations"),
  state: join(dataDir, "state/v3"),
});
// vite.config.ts hands both to the Cloudflare plugin, in memory.
process.env.SANDBAR_DEV_STATE = join(dataDir, "state");
process.env.SANDBAR_DEV_BINDINGS = JSON.stringify(workerBindings(configuration, secrets, enginePort));
const server = await createServer({ root, server: { host, port, strictPort: true } });
await server.listen();
console.log(`Sandbar (development) is at ${publicUrl}`);
console.log(`Its setup token is ${configuration.setupToken ?? secrets.setup_token}`);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all([server.close(), engine.stop()]);
  if (runFile instanceof RunFile) runFile.remove();
  process.exit(process.exitCode ?? 0);
}

function fail(...sentences: readonly string[]): never {
  for (const sentence of sentences) console.error(sentence);
  process.exit(1);
}
