import { cloudflare } from "@cloudflare/vite-plugin";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Set by scripts/dev.ts, which shares them with `npm start`; a build knows neither.
const { SANDBAR_DEV_STATE, SANDBAR_DEV_BINDINGS } = process.env;

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
});
