import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Link, type LinkProps } from "react-router";

type Look = "primary" | "outline" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  outline: "bg-surface text-text border-edge hover:bg-hover",
  quiet: "bg-transparent text-muted border-transparent hover:bg-hover hover:text-text",
  danger: "bg-surface text-bad border-bad hover:bg-hover",
};

function buttonClass(look: Look, size: "small" | "medium" | "icon", className?: string): string {
  return clsx(
    "inline-flex select-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap",
    "motion-safe:transition-colors motion-safe:duration-75 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 disabled:cursor-not-allowed disabled:opacity-55",
    size === "small" ? "h-7 px-2 text-xs" : size === "icon" ? "size-8 shrink-0" : "h-9 px-3.5 text-sm",
    LOOKS[look],
    className,
  );
}

interface ButtonLook {
  look?: Look;
  size?: "small" | "medium" | "icon";
}

export function Button({
  look = "outline",
  size = "medium",
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & ButtonLook) {
  return <button type={type} className={buttonClass(look, size, className)} {...rest} />;
}

export function ButtonLink({
  look = "outline",
  size = "medium",
  className,
  ...rest
}: LinkProps & ButtonLook) {
  return <Link className={buttonClass(look, size, className as string)} {...rest} />;
}

/** A button that is only a picture: its name is read aloud and shown on hover. */
export function IconButton({
  label,
  children,
  ...rest
}: ComponentProps<"button"> & { label: string; children: ReactNode }) {
  return (
    <Button look="quiet" size="icon" aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  );
}

/** Submits its form; while the form is on its way it stays focusable and says what it is doing. */
export function SubmitButton({
  busy,
  busyLabel,
  children,
  ...rest
}: ComponentProps<"button"> & ButtonLook & { busy: boolean; busyLabel: string }) {
  return (
    <Button
      look="primary"
      type="submit"
      aria-disabled={busy || undefined}
      {...rest}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {busy ? busyLabel : children}
    </Button>
  );
}
