/** The directions of docs/architecture.md as data. The first rule whose `files` matches a file holds for it. */
export interface ImportRule {
  readonly files: RegExp;
  /** Paths from the repository's root that these files may import; their own folder's neighbours must be named too. */
  readonly may: readonly RegExp[];
  /** Packages they may import, by name or first part; absent = any. */
  readonly packages?: readonly RegExp[];
  /** In words, for whoever breaks it. */
  readonly because: string;
}

const DOMAIN = /^workers\/domain\//;
const ANYTHING = /^/;

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    files: /(\.test\.tsx?|^workers\/(testing|sandbox\/model)\/.*)$/,
    may: [ANYTHING],
    because: "tests may use anything",
  },
  {
    files: DOMAIN,
    may: [DOMAIN],
    packages: [],
    because: "the domain is pure and imports nothing but itself",
  },
  {
    files: /^workers\/data\//,
    may: [DOMAIN, /^workers\/data\//],
    packages: [/^drizzle-orm/, /^node:buffer$/],
    because: "data knows tables and the domain",
  },
  {
    files: /^workers\/engines\/cloudflare[^/]*\.ts$/,
    may: [DOMAIN, /^workers\/engines\//],
    because: "an engine knows the domain and what it drives",
  },
  {
    files: /^workers\/engines\/.*\.contract/,
    may: [DOMAIN, /^workers\/engines\//, /^container\//],
    because: "the contract is run against real engines",
  },
  {
    files: /^workers\/engines\//,
    may: [DOMAIN, /^workers\/engines\//],
    packages: [],
    because: "an engine knows the domain; @cloudflare/sandbox stays in engines/cloudflare.ts",
  },
  {
    files: /^workers\/sandbox\//,
    may: [
      DOMAIN,
      /^workers\/sandbox\//,
      /^workers\/engines\//,
      /^workers\/mail\//,
      /^workers\/webhooks\/contract\.ts$/,
      /^workers\/data\/(database|sandboxes|archives|policies|profiles|members|runs|storage-use|sandbox-audit|sealed-text|webhooks)\.ts$/,
    ],
    packages: [/^cloudflare:/, /^node:buffer$/],
    because: "a sandbox's object reaches its engine, and of the data only its projection and the policy",
  },
  {
    files: /^workers\/mail\//,
    may: [DOMAIN, /^workers\/mail\//],
    packages: [/^cloudflare:sockets$/],
    because: "mail knows what it says and how it is sent, and nothing of who asks for it",
  },
  {
    files: /^workers\/webhooks\//,
    may: [
      DOMAIN,
      /^workers\/(webhooks|mail|outbound)\//,
      /^workers\/data\/(database|webhooks|members|sealed-text)\.ts$/,
    ],
    packages: [/^cloudflare:workers$/, /^standardwebhooks$/],
    because: "a webhook's object reads what was decided of it, and only asks outside by the port for that",
  },
  {
    files: /^workers\/outbound\//,
    may: [DOMAIN, /^workers\/outbound\//],
    packages: [],
    because: "who makes a request knows nothing of what it is for",
  },
  {
    files: /^workers\/auth\//,
    may: [DOMAIN, /^workers\/(auth|data)\//, /^workers\/http\/(origins|client-address)\.ts$/],
    because: "who asks is found in the data",
  },
  {
    files: /^workers\/services\//,
    may: [
      DOMAIN,
      /^workers\/(services|data|auth|mail)\//,
      /^workers\/(sandbox|webhooks)\/contract\.ts$/,
      /^workers\/engines\/(engine|select|agent-[^/]*)\.ts$/,
    ],
    because: "a service reaches data and sandboxes' objects by their contract",
  },
  {
    files: /^workers\/api\//,
    may: [
      DOMAIN,
      /^workers\/(api|services)\//,
      /^workers\/http\/(context|errors|body-limit)\.ts$/,
      /^workers\/engines\/(engine|agent-api)\.ts$/,
      /^package\.json$/,
    ],
    packages: [/^hono/, /^@hono\//, /^zod/, /^node:buffer$/],
    because: "the API parses, asks a service and answers; it touches no data, engine or object itself",
  },
  {
    files: /^workers\/preview\//,
    may: [DOMAIN, /^workers\/(preview|services)\//, /^workers\/engines\/agent-api\.ts$/],
    packages: [],
    because: "a preview asks services who may see it; its answers are the program's",
  },
  {
    files: /^workers\/http\//,
    may: [
      DOMAIN,
      /^workers\/(http|auth|api|preview)\//,
      /^workers\/services\/audit\/refused-requests\.ts$/,
      /^workers\/services\/server-disk\.ts$/,
      /^workers\/mail\/settings\.ts$/,
      /^workers\/engines\/(engine|select)\.ts$/,
      /^package\.json$/,
    ],
    packages: [/^react-router$/],
    because: "the edge knows its handlers, never what they do",
  },
  {
    files: /^workers\//,
    may: [/^workers\//],
    because: "the Worker's entry joins its parts",
  },
  {
    files: /^app\/(components|live)\//,
    may: [DOMAIN, /^app\/(components|live)\//],
    because: "what runs in a browser knows only the domain, components and live",
  },
  {
    files: /^app\//,
    may: [
      DOMAIN,
      /^app\//,
      /^\.react-router\//,
      /^workers\/(services|http)\//,
      /^workers\/api\/reference\.ts$/,
    ],
    because: "a page asks services; no data, no engine. The API's reference is what the API says of itself",
  },
  {
    files: /^container\//,
    may: [DOMAIN, /^container\//, /^workers\/engines\//],
    because: "what runs beside the Worker shares only the domain and the engine's contract with it",
  },
  {
    files: /^cli\//,
    may: [
      DOMAIN,
      /^cli\//,
      /^app\/live\/(terminal\/(terminal-(socket|stream|input|reports)|visible-text)|connection\/reconnecting-socket)\.ts$/,
    ],
    because: "the command line speaks HTTP; with pages it shares how a terminal's socket is kept",
  },
];
