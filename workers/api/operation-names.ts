/** What the document calls a route: an id that stays while its path does, and the group it is read in. */
import type { Route } from "./route.ts";

export interface RouteGroup {
  readonly name: string;
  readonly description: string;
}

/** The first whose pattern fits a path holds for it; the order is that of reading. */
const GROUPS: readonly (RouteGroup & { readonly paths: RegExp })[] = [
  {
    name: "Sandboxes",
    description: "Launch, find, change, save the task's end, tear down and bring back.",
    paths:
      /^\/sandboxes(\/\{name\}(\/(fork|resume|teardown|complete|heartbeat|keep-alive|operations\/.*))?)?$/,
  },
  {
    name: "Timeline",
    description: "What a sandbox did, and what was written while it did: pages, or followed live.",
    paths: /\{name\}\/(events|logs)$/,
  },
  {
    name: "Commands",
    description: "Run a program and have its output and exit code.",
    paths: /\{name\}\/exec/,
  },
  {
    name: "Terminals",
    description: "Shells, the sockets that attach to them, and the tickets that open sockets.",
    paths: /(\{name\}\/(terminals|live)|^\/tickets)/,
  },
  {
    name: "Files and ports",
    description: "Files of a running sandbox, and what listens in it.",
    paths: /\{name\}\/(files|ports)/,
  },
  { name: "Checkpoints", description: "Verified saves of the workspace.", paths: /\{name\}\/checkpoints/ },
  {
    name: "Exports",
    description: "An archive, a patch, or a branch that is pushed.",
    paths: /\{name\}\/exports/,
  },
  { name: "Recordings", description: "What was recorded of terminals.", paths: /\{name\}\/recordings/ },
  {
    name: "Share links",
    description: "Hand a sandbox to somebody for a while, and take it back.",
    paths: /\{name\}\/shares/,
  },
  {
    name: "Guests",
    description: "What somebody does who came in by a share link, without an account.",
    paths: /^\/shared/,
  },
  {
    name: "Policy and profiles",
    description: "Times, limits and sizes.",
    paths: /^\/(policy|profiles|templates)/,
  },
  {
    name: "Team",
    description: "Who belongs to it, who is invited, and what is used.",
    paths: /^\/(me|members|invites|teams?|usage)\b/,
  },
  { name: "API tokens", description: "What programs sign in with.", paths: /^\/tokens/ },
  { name: "Audit log", description: "Every change and every refused attempt.", paths: /^\/audit/ },
  { name: "Webhooks", description: "Have your programs told of what happens, signed.", paths: /^\/webhooks/ },
  {
    name: "Deployment",
    description: "First run, and what was found and repaired.",
    paths: /^\/(setup|reconciliation)/,
  },
];

export const ROUTE_GROUPS: readonly RouteGroup[] = GROUPS.map(({ name, description }) => ({
  name,
  description,
}));

/** Throws for a path that belongs nowhere: name its group above. */
export function groupOf({ path }: Pick<Route, "path">): string {
  const group = GROUPS.find(({ paths }) => paths.test(path));
  if (!group) throw new Error(`${path} is in no group of the API's reference`);
  return group.name;
}

/** `GET /sandboxes/{name}/exports/{export_id}` -> `get_sandbox_export`. */
export function operationId({ method, path }: Pick<Route, "method" | "path">): string {
  const parts = path.split("/").filter((part) => part !== "");
  const words = parts.flatMap((part, nth) => {
    if (part.startsWith("{")) return [];
    const one = parts[nth + 1]?.startsWith("{") ?? false;
    return [one ? singular(part) : part];
  });
  return [method, ...words].join("_").replaceAll("-", "_");
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.endsWith("xes")) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}
