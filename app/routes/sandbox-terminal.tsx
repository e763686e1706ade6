import type { Route } from "./+types/sandbox-terminal.ts";
import { pageContext } from "./page-context.ts";
import { Workplace, workplaceData } from "./workplace.tsx";

export async function loader({ context, params }: Route.LoaderArgs) {
  return workplaceData(pageContext(context), params.name);
}

export default function SandboxTerminal({ loaderData, params }: Route.ComponentProps) {
  return <Workplace loaded={loaderData} terminal={params.terminal} />;
}
