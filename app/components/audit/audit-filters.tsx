import { useEffect, useRef } from "react";
import { Form, Link, useSubmit } from "react-router";
import type { AuditQuery } from "../../../workers/domain/audit/audit.ts";
import { SearchIcon } from "../controls/icons.tsx";

const WHO = [
  ["", "Anybody"],
  ["user", "People"],
  ["token", "API tokens"],
  ["guest", "Guests"],
  ["anonymous", "Unknown"],
  ["policy", "The policy"],
  ["system", "Sandbar"],
] as const;

const WHAT = [
  ["", "Everything"],
  ["sandbox.", "Sandboxes"],
  ["terminal.", "Terminals"],
  ["file.", "Files"],
  ["export.", "Exports"],
  ["share.", "Share links"],
  ["member.", "Members"],
  ["invite.", "Invitations"],
  ["team.", "The team"],
  ["account.", "Sign-in and accounts"],
  ["token.", "API tokens"],
  ["policy.", "Policy"],
  ["profile.", "Profiles"],
  ["webhook.", "Webhooks"],
  ["audit.", "The audit log"],
  ["request.", "Requests turned away"],
] as const;

const OUTCOMES = [
  ["", "Any"],
  ["done", "Done"],
  ["refused", "Refused"],
  ["interrupted", "Interrupted"],
] as const;

/** Of these the page shows no field: they come from an entry, and go by a click. */
const CHOSEN = ["actor", "target"] as const;

/** The filters are the address: they reload, go back, and can be sent to somebody. */
export function AuditFilters({ query, error }: { query: AuditQuery; error: string | null }) {
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const submit = useSubmit();
  const apply = () => {
    if (form.current) submit(filled(form.current), { replace: true, preventScrollReset: true });
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Form
      ref={form}
      role="search"
      aria-label="Filter the audit log"
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(timer.current);
        apply();
      }}
      onChange={(event) => {
        clearTimeout(timer.current);
        const typed = event.target instanceof HTMLInputElement;
        timer.current = setTimeout(apply, typed ? 300 : 0);
      }}
    >
      <div className="relative">
        <SearchIcon className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
        <input
          type="search"
          name="q"
          maxLength={200}
          defaultValue={query.q}
          placeholder="Search names, sandboxes, addresses and details"
          aria-label="Search the audit log"
          className="control pl-8!"
        />
      </div>
      <div className="grid grid-cols-2 gap-2 lg:grid-cols-5 max-lg:[&>:nth-child(3)]:col-span-2">
        <Choice name="actor_kind" label="Who" choices={WHO} value={query.actor_kind ?? ""} />
        <Choice name="action" label="What" choices={WHAT} value={query.action ?? ""} />
        <Choice name="outcome" label="Outcome" choices={OUTCOMES} value={query.outcome ?? ""} />
        <Day name="from" label="From" value={query.from} />
        <Day name="to" label="To" value={query.to} />
      </div>
      {error ? (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        {CHOSEN.map((name) => (query[name] ? <Chosen key={name} name={name} query={query} /> : null))}
        <noscript>
          <button type="submit" className="control w-auto! px-3!">
            Apply
          </button>
        </noscript>
      </div>
    </Form>
  );
}

/** Days are UTC, as the entries' exact times are. */
function Day({ name, label, value }: { name: "from" | "to"; label: string; value: string | undefined }) {
  return (
    <label className="grid min-w-0 gap-1">
      <span className="text-muted text-xs">{label} (UTC)</span>
      <input
        type="date"
        name={name}
        defaultValue={value?.slice(0, 10)}
        className="control min-w-0 max-sm:px-1.5!"
      />
    </label>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  choices: readonly (readonly [string, string])[];
  value: string;
}

function Choice({ name, label, choices, value }: ChoiceProps) {
  const known = choices.some(([one]) => one === value);
  return (
    <label className="grid gap-1">
      <span className="text-muted text-xs">{label}</span>
      <select name={name} defaultValue={value} key={value} className="control">
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
        {known ? null : <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

function Chosen({ name, query }: { name: "actor" | "target"; query: AuditQuery }) {
  return (
    <span className="inline-flex h-7 items-center gap-1 rounded-full border border-edge pr-1 pl-2.5 text-xs">
      <input type="hidden" name={name} value={query[name]} />
      <span className="max-w-60 truncate">
        {name === "actor" ? "By" : "About"} {query[name]}
      </span>
      <Link
        to={addressOf({ ...query, [name]: undefined })}
        preventScrollReset
        aria-label={`Stop filtering by ${query[name]}`}
        className="grid size-5 place-items-center rounded-full hover:bg-hover"
      >
        ×
      </Link>
    </span>
  );
}

/** The page with these filters, as a relative address. */
export function addressOf(query: AuditQuery): string {
  return `?${parametersOf(query)}`;
}

export function parametersOf(query: AuditQuery): string {
  const named = Object.entries(query).filter(([, value]) => typeof value === "string" && value !== "");
  return new URLSearchParams(named as [string, string][]).toString();
}

function filled(form: HTMLFormElement): FormData {
  const chosen = new FormData(form);
  for (const [key, value] of [...chosen]) if (value === "") chosen.delete(key);
  return chosen;
}
