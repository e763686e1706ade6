import type { Route } from "./+types/sandbox-home.ts";
import { pageContext } from "./page-context.ts";
import { Workplace, workplaceData } from "./workplace.tsx";

export async function loader({ context, params }: Route.LoaderArgs) {
  return workplaceData(pageContext(context), params.name);
}

export default function SandboxHome({ loaderData }: Route.ComponentProps) {
  return <Workplace loaded={loaderData} terminal={null} />;
}
