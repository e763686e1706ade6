import { useRouteLoaderData } from "react-router";
import { ThemeToggle } from "~/components/frame/theme-toggle.tsx";
import type { loader as rootLoader } from "~/root.tsx";

export default function Appearance() {
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  return (
    <section aria-labelledby="appearance-title" className="grid max-w-md gap-2">
      <h2 id="appearance-title" className="font-medium">
        Theme
      </h2>
      <ThemeToggle theme={theme} />
      <p className="text-muted text-xs">“System” follows this device. The choice is kept in this browser.</p>
    </section>
  );
}
