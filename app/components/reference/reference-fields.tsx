import type { ReferenceField, ReferenceGroup } from "../../../workers/domain/api-reference.ts";

type Objects = ReferenceGroup["objects"];

interface FieldListProps {
  fields: readonly ReferenceField[];
  objects: Objects;
  /** Where each is sent, when that differs. */
  where?: (field: ReferenceField) => string;
  /** Names of the objects that these are in: one that is within itself is not opened again. */
  within?: readonly string[];
}

/** Fields of a body, an answer or an address: name, type, limits, and what they are. */
export function FieldList({ fields, objects, where, within = [] }: FieldListProps) {
  return (
    <ul className="divide-y divide-line">
      {fields.map((field) => (
        <li key={`${where?.(field)} ${field.name}`} className="grid gap-1 py-2">
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <code className="break-all font-mono font-semibold text-xs">{field.name}</code>
            <span className="text-muted text-xs">{facts(field, where?.(field)).join(" · ")}</span>
          </p>
          {field.description ? <p className="text-xs">{inCode(field.description)}</p> : null}
          {field.choices.length > 0 ? <Choices choices={field.choices} /> : null}
          <Inner field={field} objects={objects} within={within} />
        </li>
      ))}
    </ul>
  );
}

function Inner({
  field,
  objects,
  within,
}: {
  field: ReferenceField;
  objects: Objects;
  within: readonly string[];
}) {
  const { object, fields } = field;
  const inner = object ? (objects[object] ?? []) : fields;
  if (inner.length === 0 || (object && within.includes(object))) return null;
  return (
    <details className="text-xs">
      <summary className="w-fit rounded text-accent underline">
        Fields of <span className="sr-only">{field.name}, </span>
        {object ?? "it"}
      </summary>
      <div className="mt-1 border-line border-l pl-3">
        <FieldList fields={inner} objects={objects} within={object ? [...within, object] : within} />
      </div>
    </details>
  );
}

function Choices({ choices }: { choices: readonly string[] }) {
  return (
    <p className="flex flex-wrap gap-1">
      {choices.map((choice) => (
        <code key={choice} className="rounded bg-hover px-1.5 font-mono text-xs">
          {choice}
        </code>
      ))}
    </p>
  );
}

function facts({ type, nullable, required, limits }: ReferenceField, where?: string): string[] {
  const words = [where ?? "", nullable ? `${type} or null` : type, limits, required ? "" : "optional"];
  return words.filter((word) => word !== "");
}

/** What stands between backquotes is code. */
export function inCode(text: string) {
  return text.split("`").map((part, nth) =>
    nth % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move
      <code key={nth} className="font-mono">
        {part}
      </code>
    ),
  );
}
