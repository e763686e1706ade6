import type { SummaryBody } from "../../../workers/domain/sandbox/bodies.ts";
import { SandboxRow } from "./sandbox-row.tsx";

interface SandboxListProps {
  items: readonly SummaryBody[];
  selectable: boolean;
  label?: string;
}

export function SandboxList({ items, selectable, label }: SandboxListProps) {
  return (
    <section aria-label={label ?? "Sandboxes"}>
      {label ? <h2 className="pb-1.5 font-medium text-muted text-xs">{label}</h2> : null}
      <ul className="panel overflow-hidden">
        {items.map((sandbox) => (
          <SandboxRow key={sandbox.id} sandbox={sandbox} selectable={selectable} />
        ))}
      </ul>
    </section>
  );
}
