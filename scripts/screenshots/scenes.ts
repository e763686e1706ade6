import type { BrowserContext, Page } from "@playwright/test";

/** A page worth a picture: where it is, and what makes it ready. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const OFFER = `/sandboxes/quiet-harbor/terminals?command=${encodeURIComponent("git clone https://github.com/acme/api\ncd api && npm test")}`;

/** The signed-in pages, for sandboxes that `makeSandboxes` has made. */
export const SCENES: readonly Scene[] = [
  { name: "sandboxes", path: "/" },
  { name: "sandboxes-nothing-matches", path: "/?q=nothing-like-this" },
  { name: "menu", path: "/", prepare: (page) => page.getByRole("button", { name: /^Menu of/ }).click() },
  { name: "palette", path: "/", prepare: openPalette },
  { name: "launch", path: "/launch" },
  {
    name: "launch-repository",
    path: "/launch?repository=https://github.com/acme/api.git",
    prepare: openAdvanced,
  },
  { name: "terminal", path: "/sandboxes/quiet-harbor", prepare: useTerminal },
  { name: "terminal-settings", path: "/sandboxes/quiet-harbor", prepare: openTerminalSettings },
  { name: "offered-command", path: OFFER, prepare: (page) => page.getByText("This link offers").waitFor() },
  { name: "ports", path: "/sandboxes/film-wharf/ports" },
  { name: "recordings", path: "/sandboxes/film-wharf/recordings" },
  { name: "recording", path: "/sandboxes/film-wharf/recordings", prepare: playRecording },
  { name: "timeline", path: "/sandboxes/quiet-harbor/timeline", prepare: (page) => page.waitForTimeout(500) },
  { name: "checkpoints", path: "/sandboxes/quiet-harbor/checkpoints" },
  { name: "exports", path: "/sandboxes/quiet-harbor/exports" },
  { name: "export-branch", path: "/sandboxes/broken-keel/exports", prepare: chooseBranch },
  { name: "patch", path: "/sandboxes/chalk-cliff/exports", prepare: openPatch },
  { name: "fork", path: "/sandboxes/quiet-harbor/checkpoints", prepare: openFork },
  { name: "sharing", path: "/sandboxes/quiet-harbor/sharing" },
  { name: "share-link", path: "/", prepare: openShareLink },
  { name: "shared", path: "/", prepare: joinAsGuest },
  { name: "countdown", path: "/sandboxes/quiet-harbor/details", prepare: openCountdown },
  { name: "warned", path: "/sandboxes/ebbing-quay/details", prepare: beWarned },
  { name: "details", path: "/sandboxes/quiet-harbor/details" },
  { name: "teardown", path: "/sandboxes/quiet-harbor/details", prepare: openTeardown },
  { name: "completed", path: "/sandboxes/tidal-reef/timeline", prepare: (page) => page.waitForTimeout(500) },
  { name: "error", path: "/sandboxes/broken-keel" },
  { name: "archived", path: "/sandboxes/still-lagoon" },
  { name: "archived-checkpoints", path: "/sandboxes/still-lagoon/checkpoints" },
  { name: "settings", path: "/settings" },
  { name: "settings-account", path: "/settings/account" },
  { name: "settings-team", path: "/settings/team" },
  { name: "settings-usage", path: "/settings/usage" },
  { name: "settings-audit", path: "/settings/audit" },
  { name: "settings-webhooks", path: "/settings/webhooks" },
  { name: "api-reference", path: "/docs/api" },
  { name: "settings-policy", path: "/settings/policy" },
  { name: "settings-policy-preview", path: "/settings/policy", prepare: previewPolicy },
  { name: "settings-profiles", path: "/settings/profiles" },
  { name: "settings-profile", path: "/settings/profiles/medium" },
  { name: "settings-tokens", path: "/settings/tokens" },
  { name: "settings-members", path: "/settings/members" },
  { name: "settings-engine", path: "/settings/engine" },
  { name: "settings-reconciliation", path: "/settings/reconciliation" },
  { name: "shortcuts", path: "/shortcuts" },
  { name: "not-found", path: "/nothing/here" },
];

async function openPalette(page: Page) {
  await page.getByRole("button", { name: "Search and commands" }).click();
  await page.getByPlaceholder("Search sandboxes and pages").fill("quiet");
  await page.getByRole("option", { name: /quiet-harbor/ }).waitFor();
}

async function openAdvanced(page: Page) {
  await page.getByText("Environment and idle time").click();
  await page.getByRole("textbox", { name: "Repository" }).fill("https://user:secret@github.com/acme/api.git");
  await page.getByText("can't contain a user name").waitFor();
}

async function useTerminal(page: Page) {
  await page.waitForURL(/\/terminals\//);
  await page.getByText("Connected").waitFor();
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type(
    "clear; ls --color=always -la / | head -20; printf '\\e[1;34mblue\\e[0m \\e[32mgreen\\e[0m\\n'\n",
  );
  await page.waitForTimeout(1200);
}

async function openTerminalSettings(page: Page) {
  await page.getByText("Connected").waitFor();
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await page.getByRole("dialog", { name: "Terminal settings" }).waitFor();
}

async function playRecording(page: Page) {
  await page.getByRole("link", { name: /^Play/ }).first().click();
  await page.getByRole("slider", { name: "Position" }).focus();
  await page.keyboard.press("End");
  await page.waitForTimeout(500);
}

/** A link that somebody was given, as they see it. */
async function openShareLink(page: Page) {
  await page.goto(await makeShareLink(page));
  await page.getByRole("button", { name: "Join" }).waitFor();
}

async function joinAsGuest(page: Page) {
  await openShareLink(page);
  await page.getByLabel("Your name").fill("Gus Finch");
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL(/\/shared\//);
  await page.getByText("Connected").waitFor();
}

/** Answers its address. */
async function makeShareLink(page: Page): Promise<string> {
  const { origin } = new URL(page.url());
  const link = {
    role: "interact",
    parts: ["terminal", "timeline"],
    expires_in_minutes: 60,
    label: "Pairing",
  };
  const path = `${origin}/api/v1/sandboxes/quiet-harbor/shares`;
  const made = await page.request.post(path, { data: link, headers: { origin } });
  return ((await made.json()) as { url: string }).url;
}

async function openTeardown(page: Page) {
  await page.getByRole("link", { name: "Tear down" }).click();
  await page.getByRole("dialog").waitFor();
}

async function chooseBranch(page: Page) {
  await page.getByRole("radio", { name: /A branch/ }).check();
  await page.getByText("Sign in to the repository…").click();
}

async function openPatch(page: Page) {
  await page.getByRole("link", { name: /^View Patch/ }).click();
  await page.locator(".diff .token").first().waitFor();
}

async function openFork(page: Page) {
  await page
    .getByRole("link", { name: /^Fork… / })
    .first()
    .click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).waitFor();
}

async function openCountdown(page: Page) {
  await page.getByRole("button", { name: /why, and what can be done/ }).click();
}

/** So near its end people are warned at once. */
async function beWarned(page: Page) {
  const { origin } = new URL(page.url());
  const path = `${origin}/api/v1/sandboxes/ebbing-quay/keep-alive`;
  await page.request.post(path, { data: { minutes: 4 }, headers: { origin } });
  await page.getByText(/^Saved and archived in/).waitFor();
}

async function previewPolicy(page: Page) {
  await page.getByLabel("Idle time", { exact: true }).fill("10");
  await page.getByLabel("Archives kept").fill("2");
  await page.getByRole("link", { name: "quiet-harbor" }).waitFor();
}

/** A running, a completed, a failed and an archived sandbox, through the API that people use. */
export async function makeSandboxes(
  context: BrowserContext,
  url: string,
  repository: string | null,
): Promise<void> {
  const api = async (path: string, body: object, wait = 60) => {
    const headers = { origin: url, prefer: `wait=${wait}` };
    const answer = await context.request.post(`${url}/api/v1${path}`, { data: body, headers });
    if (answer.status() >= 500)
      throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer;
  };
  const places = { max_active_per_member: 10 };
  await context.request.patch(`${url}/api/v1/policy`, { data: places, headers: { origin: url } });
  await api("/sandboxes", { name: "quiet-harbor", template: "node" });
  await api("/sandboxes/quiet-harbor/checkpoints", {});
  await api("/sandboxes/quiet-harbor/exports", { kind: "archive" });
  await api("/sandboxes", { name: "ebbing-quay", template: "empty", idle_timeout_minutes: 1 });
  await api("/sandboxes/ebbing-quay/keep-alive", { minutes: 60 });
  await api("/sandboxes", { name: "chalk-cliff", ...(repository ? { repository } : { template: "node" }) });
  await api("/sandboxes/chalk-cliff/exec", { argv: ["sh", "-c", SOME_WORK] });
  await api("/sandboxes/chalk-cliff/exports", { kind: "patch", source: "live" });
  const command = 'for i in 1 2 3 4 5 6; do echo "Checked file $i of 6"; done; echo all good';
  await api("/sandboxes", { name: "tidal-reef", template: "python", command });
  await api("/sandboxes", {
    name: "broken-keel",
    repository: "https://repository.invalid/acme/api.git",
    ref: "main",
  });
  await makeRecorded(context, url, api);
  await api("/sandboxes/quiet-harbor/terminals", {});
  await api("/invites", { role: "member" });
  const events = ["sandbox.state_changed", "export.succeeded"];
  await api("/webhooks", { url: "https://hooks.example.com/sandbar", events });
  await api("/sandboxes", { name: "still-lagoon", template: "static-site", profile: "medium" });
  await api("/sandboxes/still-lagoon/teardown", { force: true });
}

/** One with a recorded terminal, in which something was shown, and a port that listens. */
async function makeRecorded(
  context: BrowserContext,
  url: string,
  api: (path: string, body: object) => Promise<unknown>,
): Promise<void> {
  const path = "/sandboxes/film-wharf";
  await api("/sandboxes", { name: "film-wharf", template: "empty", command: "python3 -m http.server 3000" });
  await context.request.patch(`${url}/api/v1${path}`, {
    data: { recording: true },
    headers: { origin: url },
  });
  await api(`${path}/terminals`, { name: "build", cols: 100, rows: 24 });
  await api(`${path}/exec`, { argv: ["sh", "-c", `sleep 1; ls -la --color=always / > /dev/pts/0; sleep 6`] });
}

const SOME_WORK = [
  "sed -i 's/hello/hello, world/; s/port: number/port: number, host = \"127.0.0.1\"/' server.ts",
  "rm -f notes.txt; chmod +x README.md; printf '\\000\\001' > logo.png; seq 1 900 > long.txt",
].join("; ");
