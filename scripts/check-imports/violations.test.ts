import { expect, test } from "vitest";
import { IMPORT_RULES } from "./rules.ts";
import { violationsIn } from "./violations.ts";

const check = (path: string, source: string) => violationsIn(path, source, IMPORT_RULES);

test.each([
  ["workers/domain/policy.ts", `import { eq } from "drizzle-orm";`],
  ["workers/domain/policy.ts", `import { database } from "../data/database.ts";`],
  ["workers/domain/lifecycle/table.ts", `import fs from "node:fs";`],
  ["workers/data/tokens.ts", `import { launch } from "../services/launch.ts";`],
  ["workers/engines/local.ts", `import { getSandbox } from "@cloudflare/sandbox";`],
  ["workers/sandbox/sandbox-object.ts", `import { findToken } from "../data/tokens.ts";`],
  ["workers/services/launch.ts", `import { Journal } from "../sandbox/journal.ts";`],
  ["workers/api/routes/team.ts", `import { database } from "../../data/database.ts";`],
  ["app/routes/sandboxes.tsx", `import { listSandboxes } from "../../workers/data/sandboxes.ts";`],
  ["app/routes/sandboxes.tsx", `const x = await import("../../workers/engines/local.ts");`],
  ["app/components/button.tsx", `import { launch } from "../../workers/services/launch.ts";`],
  ["app/live/terminal.ts", `import {\n  a,\n  b,\n} from "~/routes/sandbox";`],
  ["app/components/button.tsx", `export { x } from "../routes/sandboxes.tsx";`],
  ["container/agent/main.ts", `import { launch } from "../../workers/services/launch.ts";`],
])("%s with %o fails", (path, source) => {
  expect(check(path, source)).toHaveLength(1);
  expect(check(path, source)[0]).toContain(`${path}: may not import`);
});

test.each([
  ["workers/domain/policy.ts", `import type { State } from "./sandbox.ts";`],
  ["workers/domain/policy.test.ts", `import { expect } from "vitest";`],
  ["workers/services/launch.ts", `import { database } from "../data/database.ts";`],
  ["app/routes/sandboxes.tsx", `import { list } from "../../workers/services/list-sandboxes.ts";`],
  ["app/routes/sandboxes.tsx", `import type { Route } from "./+types/sandboxes";`],
  ["app/components/button.tsx", `import { Slot } from "radix-ui";`],
  ["workers/data/tokens.ts", `// import { launch } from "../services/launch.ts";`],
])("%s with %o is allowed", (path, source) => {
  expect(check(path, source)).toEqual([]);
});
