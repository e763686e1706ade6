/** Enforces who may import whom (docs/architecture.md). `npm run check` runs it over the repository. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IMPORT_RULES } from "./check-imports/rules.ts";
import { violationsIn } from "./check-imports/violations.ts";

const root = join(import.meta.dirname, "..");

const files = ["app", "workers", "container", "cli"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => join(folder, path)),
);

const violations = files.flatMap((path) =>
  violationsIn(path, readFileSync(join(root, path), "utf8"), IMPORT_RULES),
);
for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exit(1);
console.log(`Imports of ${files.length} files keep their directions.`);
