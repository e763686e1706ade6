/** The product under browser tests (e2e/started-product.ts); once its input ends, everything that it started is gone. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeInstanceGroups } from "../container/local/testing/leftovers.ts";

const folder = required("E2E_FOLDER");
const dataDir = join(folder, "data");
/** Tests make repositories here; LOCAL_REPOSITORY_ROOTS allows it. */
const repositories = join(folder, "repositories");
mkdirSync(folder, { mode: 0o700 });
mkdirSync(repositories);
// However it ends, also when the product can't be started, or ends by itself.
process.on("exit", () => {
  rmSync(folder, { recursive: true, force: true });
  removeInstanceGroups(join(dataDir, "engine"));
});

const product = spawn(process.execPath, [join(import.meta.dirname, "../scripts/start.ts")], {
  // In a process group of its own: Ctrl-C signals all of ours at once, and the engine must outlive the signal.
  detached: true,
  stdio: ["ignore", "inherit", "inherit"],
  env: {
    ...process.env,
    PORT: required("E2E_PORT"),
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    SETUP_TOKEN: required("E2E_SETUP_TOKEN"),
    LOCAL_REPOSITORY_ROOTS: repositories,
    WEBHOOK_ALLOWED_HOSTS: "localhost",
  },
});
product.on("exit", (code) => process.exit(code ?? 1));

let ending = false;
process.stdin.resume().on("end", () => void end());
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    await destroySandboxes();
  } catch (error) {
    console.error(`the sandboxes of the browser tests could not be destroyed: ${String(error)}`);
  }
  product.removeAllListeners("exit");
  product.once("exit", () => process.exit(0));
  product.kill("SIGTERM");
}

/** Sandboxes outlive the engine; asked of it directly, whatever state the tests left the Worker in. */
async function destroySandboxes(): Promise<void> {
  const { engine_port } = JSON.parse(readFileSync(join(dataDir, "run/start.json"), "utf8"));
  const { engine_token } = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8"));
  const engine = `http://127.0.0.1:${engine_port}/sandboxes`;
  const headers = { authorization: `Bearer ${engine_token}` };
  const { items } = (await (await fetch(engine, { headers })).json()) as { items: { id: string }[] };
  await Promise.all(items.map(({ id }) => fetch(`${engine}/${id}`, { method: "DELETE", headers })));
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; started-product.ts sets it`);
  return value;
}
