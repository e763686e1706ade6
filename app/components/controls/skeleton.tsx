/** Holds the place of what is being loaded, in its size, so nothing jumps. */
export function Skeleton({ className, label }: { className: string; label: string }) {
  return (
    <div role="status" className={className}>
      <div className="h-full rounded-md bg-hover motion-safe:animate-pulse" />
      <span className="sr-only">{label}</span>
    </div>
  );
}
