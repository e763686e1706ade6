import { dirname, join, normalize } from "node:path";
import { parseSync } from "vite";
import type { ImportRule } from "./rules.ts";

/** One line per import of `source` (at `path` from the root) that its rule does not allow. */
export function violationsIn(path: string, source: string, rules: readonly ImportRule[]): string[] {
  const rule = rules.find(({ files }) => files.test(path));
  if (!rule) return [`${path}: no rule covers this file; add it to scripts/check-imports/rules.ts`];
  return specifiersIn(path, source)
    .filter((specifier) => !allowed(path, specifier, rule))
    .map((specifier) => `${path}: may not import ${specifier}: ${rule.because}`);
}

/** Of static imports, re-exports and dynamic imports; types too. */
function specifiersIn(path: string, source: string): string[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} can't be parsed: ${errors[0]?.message}`);
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    // The text of the argument: a literal with its quotes, or an expression that only running it could tell.
    source.slice(moduleRequest.start, moduleRequest.end).replace(/^["'`](.*)["'`]$/, "$1"),
  );
  const reexported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...reexported, ...dynamic];
}

function allowed(path: string, specifier: string, rule: ImportRule): boolean {
  // What React Router generates for a route: types only.
  if (specifier.startsWith("./+types/") || specifier.startsWith("virtual:")) return true;
  const target = projectPath(path, specifier);
  if (target !== undefined) return rule.may.some((pattern) => pattern.test(target));
  return rule.packages === undefined || rule.packages.some((pattern) => pattern.test(specifier));
}

/** From the repository's root; undefined for packages. */
function projectPath(path: string, specifier: string): string | undefined {
  if (specifier.startsWith("~/")) return `app/${specifier.slice(2)}`;
  return specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : undefined;
}
