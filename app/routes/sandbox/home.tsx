import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/home.ts";
import { Workplace, workplaceData } from "./workplace.tsx";

export async function loader({ context, params }: Route.LoaderArgs) {
  return workplaceData(pageContext(context), params.name);
}

export default function SandboxHome({ loaderData }: Route.ComponentProps) {
  return <Workplace loaded={loaderData} terminal={null} />;
}
