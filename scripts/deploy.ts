/** `npm run deploy`: bundles the agent for the container's image, then hands the build to wrangler. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildAgent } from "../container/agent/build.ts";

const root = join(import.meta.dirname, "..");
const { PUBLIC_URL } = process.env;
if (!PUBLIC_URL || !URL.canParse(PUBLIC_URL)) {
  console.error(
    "PUBLIC_URL must be the origin that people will open, e.g. https://sandbar.example.workers.dev",
  );
  process.exit(1);
}

const agent = join(root, "build/agent");
mkdirSync(agent, { recursive: true });
await buildAgent(join(agent, "agent.mjs"));

const variables = ["--var", "ENGINE:cloudflare", "--var", `PUBLIC_URL:${new URL(PUBLIC_URL).origin}`];
const args = [
  "deploy",
  "-c",
  join(root, "build/server/wrangler.json"),
  ...variables,
  ...process.argv.slice(2),
];
const { status } = spawnSync(join(root, "node_modules/.bin/wrangler"), args, { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
