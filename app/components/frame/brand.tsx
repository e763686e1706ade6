/** The mark: a sandbar between two waves. */
export function Brand({ className = "size-5" }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} fill="none" aria-hidden>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M4.5 15.5c2.5 0 2.5-1.8 5-1.8s2.5 1.8 5 1.8 2.5-1.8 5-1.8"
        className="stroke-on-accent"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <path
        d="M7 10.2c1.2-2 3-3 5-3s3.8 1 5 3"
        className="stroke-on-accent"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
