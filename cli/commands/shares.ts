import { Option } from "@commander-js/extra-typings";
import {
  SHARE_MINUTES_MAX,
  SHARE_MINUTES_MIN,
  SHARE_ROLES,
  SHARE_USES_MAX,
  SHAREABLE_PARTS,
} from "../../workers/domain/sharing/share.ts";
import { SHARE_MADE, SHARES } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { ShareBody } from "../bodies.ts";
import { newCommand, type Perform, wholeNumber } from "../command.ts";
import { done, EXIT, refused } from "../failure.ts";
import { ahead } from "../text/quantities.ts";
import { oneLine, table } from "../text/table.ts";

const sharesPath = (name: string) => `${sandboxPath(name)}/shares`;

export function shareCommand(perform: Perform) {
  const minutes = wholeNumber(SHARE_MINUTES_MIN, SHARE_MINUTES_MAX);
  const parts = SHAREABLE_PARTS.join(",");
  return newCommand("share", "Make a link by which somebody without an account may come in", {
    example: "share fix-login --role view --minutes 60",
    more:
      "The link is shown this once. With --password guests need the password that is in SANDBAR_SHARE_PASSWORD:\n" +
      "an argument could be seen by others.",
  })
    .argument("<name>", "the sandbox")
    .addOption(
      new Option("--role <role>", "`view` only looks, `interact` types").choices(SHARE_ROLES).default("view"),
    )
    .option("--parts <parts>", `what guests see: of ${parts}, with commas`, "terminal")
    .requiredOption("--minutes <minutes>", "how long it lets people in, and stay", minutes)
    .option("--uses <number>", "how many people it lets in", wholeNumber(1, SHARE_USES_MAX))
    .option("--label <text>", "what it is for; guests see it too")
    .option("--password", "ask for the password in SANDBAR_SHARE_PASSWORD")
    .action((name, options) =>
      perform(options, async ({ api, output, env }) => {
        const password = options.password ? env.SANDBAR_SHARE_PASSWORD : undefined;
        if (options.password && !password) return NO_PASSWORD;
        const { role, minutes: expires_in_minutes, uses: max_uses, label } = options;
        const chosen = options.parts.split(",").map((part) => part.trim());
        const body = { role, parts: chosen, expires_in_minutes, max_uses, label, password };
        const made = await api.post(SHARE_MADE, sharesPath(name), body);
        if (!made.ok) return made;
        output.body(made.value);
        output.note(oneLine(`${made.value.share_id} ends ${ahead(made.value.expires_at, Date.now())}.`));
        output.say(made.value.url);
        return done(EXIT.done);
      }),
    );
}

export function sharesCommand(perform: Perform) {
  return newCommand("shares", "A sandbox's share links, and who came in by them", {
    example: "shares fix-login",
  })
    .argument("<name>", "the sandbox")
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const list = await api.get(SHARES, sharesPath(name));
        if (!list.ok) return list;
        output.body(list.value);
        if (list.value.items.length === 0) output.say("There are none: `sandbar share` makes one.");
        else output.say(listed(list.value.items));
        return done(EXIT.done);
      }),
    );
}

export function unshareCommand(perform: Perform) {
  return newCommand("unshare", "Take a share link back: whoever came in by it is out at once", {
    example: "unshare fix-login shr_0123456789",
    json: "the share as it is then, as one JSON document on stdout",
  })
    .argument("<name>", "the sandbox")
    .argument("<share_id>", "as `sandbar shares` tells")
    .action((name, share_id, options) =>
      perform(options, async ({ api, output }) => {
        const revoked = await api.delete(`${sharesPath(name)}/${encodeURIComponent(share_id)}`);
        if (!revoked.ok) return revoked;
        const list = await api.get(SHARES, sharesPath(name));
        if (!list.ok) return list;
        const share = list.value.items.find((one) => one.share_id === share_id);
        if (!share) return api.strange(200);
        output.body(share);
        output.say(`${oneLine(share_id)} lets nobody in any more.`);
        return done(EXIT.done);
      }),
    );
}

function listed(items: readonly ShareBody[]): string {
  const now = Date.now();
  const rows = items.map(({ share_id, label, role, parts, status, expires_at, uses, max_uses, guests }) => [
    share_id,
    label ?? "",
    role,
    parts.join(", "),
    status === "live" ? `ends ${ahead(expires_at, now)}` : status,
    max_uses === null ? String(uses) : `${uses} of ${max_uses}`,
    guests.map((guest) => guest.name).join(", "),
  ]);
  return table(["SHARE", "FOR", "ROLE", "PARTS", "STATE", "USES", "GUESTS"], rows);
}

const NO_PASSWORD = refused({
  error: "There is no password for the link.",
  reason_code: "invalid_password",
  next_step: "Set SANDBAR_SHARE_PASSWORD: an argument could be seen by others.",
  field: "password",
});
