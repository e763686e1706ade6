/** Text of programs as it is; what is too wide or too long is scrolled, by keyboard too. */
export function CodeBox({ label, children }: { label: string; children: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      aria-label={label}
      className="max-h-72 overflow-auto rounded-md border border-line bg-terminal p-3"
    >
      <pre className="font-mono text-xs">{children}</pre>
    </section>
  );
}
