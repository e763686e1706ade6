import { type ComponentProps, type ReactNode, useId } from "react";

interface FieldWords {
  label: ReactNode;
  /** What to enter, under the label. */
  hint?: ReactNode;
  /** Why the value was refused, with what to do; announced. */
  error?: ReactNode;
  /** Shown beside the hint while typing: "free", "becomes my-name". */
  status?: ReactNode;
}

/** Label, hint, control and error, tied together for assistive technology. */
function Field({
  label,
  hint,
  error,
  status,
  id,
  children,
}: FieldWords & { id: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <span id={`${id}-status`} className="text-muted text-xs" aria-live="polite">
          {status}
        </span>
      </div>
      {children}
      {error ? (
        <p id={`${id}-error`} className="text-bad text-xs" role="alert">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, { hint, error }: FieldWords) {
  return {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error ? `${id}-error` : hint ? `${id}-hint` : undefined,
  } as const;
}

export function TextField({
  label,
  hint,
  error,
  status,
  className,
  ...input
}: ComponentProps<"input"> & FieldWords) {
  const words = { label, hint, error, status };
  const id = useId();
  return (
    <Field {...words} id={id}>
      <input {...described(id, words)} className={`control ${className ?? ""}`} {...input} />
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  status,
  children,
  ...select
}: ComponentProps<"select"> & FieldWords) {
  const words = { label, hint, error, status };
  const id = useId();
  return (
    <Field {...words} id={id}>
      <select {...described(id, words)} className="control" {...select}>
        {children}
      </select>
    </Field>
  );
}

/** A radio whose whole card can be clicked; the chosen one wears the accent. */
export function RadioCard({
  title,
  detail,
  ...input
}: Omit<ComponentProps<"input">, "title"> & { title: ReactNode; detail?: ReactNode }) {
  return (
    <label className="panel flex gap-2.5 p-3 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2 has-checked:border-accent has-checked:ring-1 has-checked:ring-accent">
      <input type="radio" className="mt-0.5 size-4 shrink-0 outline-none" {...input} />
      <span className="min-w-0">
        <span className="block font-medium">{title}</span>
        {detail ? <span className="mt-0.5 block text-muted text-xs">{detail}</span> : null}
      </span>
    </label>
  );
}
