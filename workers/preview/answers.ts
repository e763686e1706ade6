/** Why a preview shows no program, and what to do about it. */
import type { Refusal } from "../domain/refusal.ts";
import { type OwnPage, ownPage } from "./own-page.ts";
import type { Visit } from "./visit.ts";

/** Seconds between two looks whether a port has been opened, or a sandbox has come up. */
const LOOK_AGAIN_SECONDS = 2;

/** Nobody is known to this origin, or they may not see the sandbox any more. */
export function closed(visit: Visit, path = pathOf(visit.url)): Response {
  const { name, port } = visit.preview;
  return ownPage(visit, {
    status: 401,
    title: `Open port ${port} of ${name} from the dashboard`,
    message: "This address is for people who may see the sandbox, and the dashboard says who they are.",
    next_step: "What it opens stays open in this browser for 12 hours, unless you sign out before.",
    link: { href: openAddress(visit, path), words: `Open port ${port} of ${name}` },
  });
}

/** A host name where previews live, and no preview's. */
export function noPreview(visit: Pick<Visit, "request" | "nonce" | "request_id" | "env">): Response {
  return ownPage(visit, {
    status: 404,
    title: "Not the address of a preview",
    message: "The address of a preview begins with a port and a sandbox's name, such as 3000--demo.",
    next_step: "Open it from the sandbox's Ports page.",
    link: { href: visit.env.PUBLIC_URL, words: "Go to the dashboard" },
  });
}

/** A page elsewhere asks with this visitor's cookie. */
export function foreign(visit: Visit): Response {
  return ownPage(visit, {
    status: 403,
    title: "Not from another site",
    message: "A page of another site asked for this preview.",
    next_step: "Open the preview by its own address.",
  });
}

/** The sandbox, its engine or its agent refuses: nothing came from the program. */
export function unanswered(visit: Visit, refusal: Refusal): Response {
  const { name, port } = visit.preview;
  const details = { message: refusal.message, next_step: refusal.next_step ?? "" };
  const link = { href: new URL(`/sandboxes/${name}`, visit.env.PUBLIC_URL).href, words: `Go to ${name}` };
  const again = refusal.retryable ? { again: LOOK_AGAIN_SECONDS } : {};
  const page: OwnPage =
    refusal.reason_code === "port_unreachable"
      ? {
          status: 502,
          title: refusal.message.startsWith("Nothing")
            ? `Nothing listens on port ${port} in ${name}`
            : `Port ${port} in ${name} gives no answer`,
          message: `Start a program in the sandbox that listens on port ${port}.`,
          next_step: "This page looks again every two seconds.",
          again: LOOK_AGAIN_SECONDS,
        }
      : refusal.reason_code === "sandbox_not_running" || refusal.reason_code === "not_found"
        ? { status: 503, title: `${name} is not running`, ...details, ...again }
        : { status: 503, title: `${name} can’t be reached now`, ...details, ...again };
  return ownPage(visit, { ...page, link });
}

/** The dashboard's address that leads back here. */
function openAddress({ env, preview }: Visit, path: string): string {
  const address = new URL(`/sandboxes/${preview.name}/ports/${preview.port}/open`, env.PUBLIC_URL);
  if (path !== "/") address.searchParams.set("path", path);
  return address.href;
}

/** Of a request, so that it can be made again. */
function pathOf({ pathname, search }: URL): string {
  return pathname + search;
}
