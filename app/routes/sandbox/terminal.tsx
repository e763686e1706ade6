import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/terminal.ts";
import { Workplace, workplaceData } from "./workplace.tsx";

export async function loader({ context, params }: Route.LoaderArgs) {
  return workplaceData(pageContext(context), params.name);
}

export default function SandboxTerminal({ loaderData, params }: Route.ComponentProps) {
  return <Workplace loaded={loaderData} terminal={params.terminal} />;
}
