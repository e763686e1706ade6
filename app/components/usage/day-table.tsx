interface DayTableProps {
  readonly columns: readonly string[];
  /** Newest first; the day, then a cell for each column. */
  readonly rows: readonly { readonly day: string; readonly cells: readonly string[] }[];
}

/** A chart's figures to read and to copy. */
export function DayTable({ columns, rows }: DayTableProps) {
  return (
    <table className="w-full text-right text-xs">
      <thead>
        <tr className="text-muted">
          <th scope="col" className="py-1 pr-4 text-left font-normal">
            Day (UTC)
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className="px-2 py-1 font-normal">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ day, cells }) => (
          <tr key={day} className="border-line border-t">
            <th scope="row" className="py-1 pr-4 text-left font-normal whitespace-nowrap">
              {day}
            </th>
            {cells.map((cell, index) => (
              <td key={columns[index]} className="px-2 py-1 whitespace-nowrap">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
