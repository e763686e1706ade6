import { useEffect, useRef } from "react";
import { Form, useSubmit } from "react-router";
import { SearchIcon } from "./icons.tsx";

interface SearchFormProps {
  /** Read aloud, and shown while it is empty. */
  label: string;
  q: string;
  /** Other choices of the page that stay in its address. */
  kept?: Readonly<Record<string, string>>;
}

/** After the last key, ms. */
const PAUSE_MS = 250;

/** What is searched for is in the address; it is searched while one types, and without JavaScript by Enter. */
export function SearchForm({ label, q, kept = {} }: SearchFormProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const submit = useSubmit();
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Form
      role="search"
      preventScrollReset
      onSubmit={() => clearTimeout(timer.current)}
      onChange={({ currentTarget }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(
          () => submit(currentTarget, { replace: true, preventScrollReset: true }),
          PAUSE_MS,
        );
      }}
      className="relative max-w-80"
    >
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SearchIcon className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
      <input
        type="search"
        name="q"
        defaultValue={q}
        placeholder={label}
        aria-label={label}
        maxLength={100}
        className="control pl-8!"
      />
    </Form>
  );
}
