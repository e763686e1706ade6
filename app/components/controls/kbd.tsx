export function Kbd({ children }: { children: React.ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-hover px-1 font-sans text-2xs text-muted">
      {children}
    </kbd>
  );
}
