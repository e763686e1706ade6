// Runs before everything else on whatever Node the host has: checks it, then prepares (scripts/prepare/steps.mjs).
// Static imports stay out of this file, so that even an old Node reaches the sentence that explains.

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `Sandbar needs Node 20.19 or newer, and this is ${process.versions.node}: install it from https://nodejs.org`,
  );
}
const npm = /npm\/(\d+)\./.exec(process.env.npm_config_user_agent ?? "");
if (npm && Number(npm[1]) < 11) {
  fail("Sandbar needs npm 11 or newer: run `npm install --global npm@11` and try again.");
}

const { prepare } = await import("./prepare/steps.mjs");
const problem = prepare(new Set(process.argv.slice(2)));
if (problem) fail(problem);

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
