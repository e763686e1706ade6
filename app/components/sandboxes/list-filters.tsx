import { useEffect, useRef } from "react";
import { Form, useSubmit } from "react-router";
import { SearchIcon } from "../controls/icons.tsx";

export interface Filters {
  readonly state: string;
  readonly owner: string;
  readonly q: string;
}

const STATES = [
  ["", "All states"],
  ["provisioning", "Starting"],
  ["running", "Running"],
  ["saving", "Saving"],
  ["completed", "Completed"],
  ["tearing_down", "Tearing down"],
  ["destroyed", "Archived"],
  ["error", "Needs attention"],
] as const;

/** The filters are the address: they reload, go back, and can be sent to somebody. */
export function ListFilters({ filters }: { filters: Filters }) {
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const submit = useSubmit();
  const apply = () => {
    clearTimeout(timer.current);
    if (!form.current) return;
    const chosen = new FormData(form.current);
    for (const [key, value] of [...chosen]) if (value === "") chosen.delete(key);
    submit(chosen, { action: "/", replace: true, preventScrollReset: true });
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Form
      ref={form}
      action="/"
      role="search"
      className="flex flex-wrap items-center gap-2"
      onChange={(event) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(
          apply,
          event.target instanceof HTMLInputElement && event.target.type === "search" ? 200 : 0,
        );
      }}
    >
      <div className="relative min-w-40 flex-1 sm:max-w-72">
        <SearchIcon className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
        <input
          id="list-search"
          type="search"
          name="q"
          defaultValue={filters.q}
          placeholder="Search by name or repository"
          aria-label="Search sandboxes"
          className="control pl-8!"
        />
      </div>
      <select name="state" defaultValue={filters.state} aria-label="State" className="control w-auto!">
        {STATES.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <select name="owner" defaultValue={filters.owner} aria-label="Owner" className="control w-auto!">
        <option value="">Everyone’s</option>
        <option value="me">Mine</option>
      </select>
      <noscript>
        <button type="submit" className="control w-auto! px-3!">
          Apply
        </button>
      </noscript>
    </Form>
  );
}
