import { cloudflare } from "@cloudflare/vite-plugin";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Set by scripts/dev.ts, which shares them with `npm start`; a build knows neither.
const { SANDBAR_DEV_STATE, SANDBAR_DEV_BINDINGS } = process.env;

/**
 * What the shell and the list are made of, in app/components: one chunk of it transfers 3 KB less than thirty. A
 * component that is not named here still works, in a chunk of its own.
 */
const FIRST_PAGE = [
  "brand|bulk-bar|button|clock|durations|empty-state|error-page|icons|kbd|list-filters|menu|move-between-rows",
  "nav-shell|offline-note|page-header|refusal-note|relative-time|sandbox-list|sandbox-row|shortcuts|source-words",
  "state-chip|state-words|theme|theme-toggle|try-server|type-ahead|use-live-list",
].join("|");

export default defineConfig({
  // Order matters: the Worker environment first, then styles, then the router (docs/decisions).
  plugins: [
    cloudflare({
      viteEnvironment: { name: "ssr" },
      inspectorPort: false,
      ...(SANDBAR_DEV_STATE && { persistState: { path: SANDBAR_DEV_STATE } }),
      ...(SANDBAR_DEV_BINDINGS && { config: { vars: JSON.parse(SANDBAR_DEV_BINDINGS) } }),
    }),
    tailwindcss(),
    reactRouter(),
  ],
  resolve: { tsconfigPaths: true },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: "framework", test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
                { name: "common", test: new RegExp(`/app/(root|components/[a-z]+/(${FIRST_PAGE}))\\.tsx?`) },
              ],
            },
          },
        },
      },
    },
  },
});
