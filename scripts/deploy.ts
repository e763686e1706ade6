/** `npm run deploy`: bundles the agent for the container's image, then hands the build to wrangler. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildAgent } from "../container/agent/build.ts";
import { isIssuer } from "../workers/auth/provider-settings.ts";
import { previewHostProblem } from "../workers/domain/sandbox/preview-host.ts";

const root = join(import.meta.dirname, "..");
const { PUBLIC_URL, PREVIEW_HOST } = process.env;
if (!PUBLIC_URL || !URL.canParse(PUBLIC_URL)) {
  console.error(
    "PUBLIC_URL must be the origin that people will open, e.g. https://sandbar.example.workers.dev",
  );
  process.exit(1);
}
if (PREVIEW_HOST !== undefined && previewHostProblem(PREVIEW_HOST)) {
  console.error(previewHostProblem(PREVIEW_HOST));
  process.exit(1);
}
const { OIDC_ISSUER } = process.env;
if (OIDC_ISSUER && !isIssuer(OIDC_ISSUER)) {
  console.error("OIDC_ISSUER must be an https URL without query, such as https://id.example.com");
  process.exit(1);
}

const agent = join(root, "build/agent");
mkdirSync(agent, { recursive: true });
await buildAgent(join(agent, "agent.mjs"));

const variables = ["--var", "ENGINE:cloudflare", "--var", `PUBLIC_URL:${new URL(PUBLIC_URL).origin}`];
if (PREVIEW_HOST !== undefined) variables.push("--var", `PREVIEW_HOST:${PREVIEW_HOST}`);
// What is no secret; secrets are set with `wrangler secret put`.
for (const name of ["GITHUB_CLIENT_ID", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_NAME"]) {
  const value = process.env[name];
  if (value) variables.push("--var", `${name}:${value}`);
}
const args = [
  "deploy",
  "-c",
  join(root, "build/server/wrangler.json"),
  ...variables,
  ...process.argv.slice(2),
];
const { status } = spawnSync(join(root, "node_modules/.bin/wrangler"), args, { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
