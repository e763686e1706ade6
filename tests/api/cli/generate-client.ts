/**
 * A program of its own, run with typescript-api.mjs: writes a client with validators, made of the OpenAPI document at argv[2], to
 * the folder argv[3].
 */
import { createClient } from "@hey-api/openapi-ts";

const [input, path] = process.argv.slice(2) as [string, string];
await createClient({
  input,
  output: { path, postProcess: [] },
  plugins: [
    { name: "@hey-api/client-fetch", throwOnError: true },
    { name: "@hey-api/sdk", validator: true },
    "zod",
  ],
  logs: { level: "silent" },
});
