import { SHELL_NAME_LENGTH } from "../../live/shells/shell.ts";

interface ShellNameFieldProps {
  name: string | null;
  /** What it is called without a name. */
  otherwise: string;
  /** Null takes the name away. */
  onDone: (name: string | null) => void;
  onCancel: () => void;
}

/** In the place of the tab: Enter or leaving it keeps the name, Escape the one before. */
export function ShellNameField({ name, otherwise, onDone, onCancel }: ShellNameFieldProps) {
  const keep = (value: string) => onDone(value.trim() === "" ? null : value.trim());
  return (
    <input
      aria-label="Name of this shell"
      // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it, to type into
      autoFocus
      defaultValue={name ?? ""}
      placeholder={otherwise}
      maxLength={SHELL_NAME_LENGTH}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => keep(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep(event.currentTarget.value);
        if (event.key === "Escape") onCancel();
      }}
      className="control h-7! w-40! shrink-0 px-2! text-xs!"
    />
  );
}
