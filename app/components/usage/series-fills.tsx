const COLOURS = 6;

/** Stripes for every other series, as patterns of the drawing that they are in. */
export function SeriesFills({ id }: { id: string }) {
  return (
    <defs>
      {[1, 3, 5].map((index) => (
        <pattern key={index} id={`${id}-${index}`} width={6} height={6} patternUnits="userSpaceOnUse">
          <rect width={6} height={6} fill={`var(--usage-${index})`} />
          <rect width={6} height={1.5} fill="var(--color-surface)" opacity={0.55} />
        </pattern>
      ))}
    </defs>
  );
}

/** @param id of the `SeriesFills` in the same drawing */
export function seriesFill(id: string, index: number): string {
  const colour = index % COLOURS;
  return colour % 2 === 1 ? `url(#${id}-${colour})` : `var(--usage-${colour})`;
}
