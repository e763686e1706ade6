/**
 * For generators of code (`node --import`): TypeScript 7 has no API for programs yet, so they are given that of TypeScript 6
 * as ts-morph carries it. Another `typescript` package beside ours would take its place at `npx tsc`.
 */
import { createRequire, registerHooks } from "node:module";

const API = "api:typescript";
const require = createRequire(import.meta.url);
const source = `import { createRequire } from "node:module";
export default createRequire(${JSON.stringify(import.meta.url)})("@ts-morph/common").ts;`;

require.resolve("@ts-morph/common");
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "typescript"
      ? { url: API, format: "module", shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === API ? { format: "module", shortCircuit: true, source } : next(url, context),
});
