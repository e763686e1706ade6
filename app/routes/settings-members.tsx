import { Lock } from "lucide-react";
import { EmptyState } from "~/components/empty-state.tsx";
import { Ago } from "~/components/relative-time.tsx";
import { listMembers } from "../../workers/services/members.ts";
import type { Route } from "./+types/settings-members.ts";
import { pageContext } from "./page-context.ts";

export async function loader({ context }: Route.LoaderArgs) {
  const listed = await listMembers(pageContext(context));
  return listed.ok ? { items: listed.value.items, refusal: null } : { items: [], refusal: listed.refusal };
}

export default function Members({ loaderData: { items, refusal } }: Route.ComponentProps) {
  if (refusal) {
    return (
      <EmptyState icon={<Lock />} title={refusal.message}>
        {refusal.next_step}
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="members-title" className="grid max-w-3xl gap-3">
      <h2 id="members-title" className="font-medium">
        Members
      </h2>
      <ul className="panel divide-y divide-line">
        {items.map((member) => (
          <li key={member.user_id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{member.name}</p>
              <p className="truncate text-muted text-xs">{member.email}</p>
            </div>
            <span className="text-muted text-xs">
              joined <Ago at={member.joined_at} />
            </span>
            <span className="w-16 text-right capitalize">{member.role}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
