import { useFetcher } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import type { OwnerUsage } from "../../../workers/domain/usage/usage-body.ts";
import { SubmitButton } from "../controls/button.tsx";
import { bytes } from "../controls/durations.ts";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { hoursWords } from "./day-words.ts";

interface OwnerRowProps {
  readonly owner: OwnerUsage;
  readonly mayManage: boolean;
  /** What the policy gives each member. */
  readonly policyMax: number;
}

/** One owner: places taken and left, hours, storage; admins change how many places they have. */
export function OwnerRow({ owner, mayManage, policyMax }: OwnerRowProps) {
  const { name, active, max_active, hours, stored_bytes } = owner;
  const has_places = max_active !== null;
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_13rem_10rem]">
      <span className="min-w-0 truncate font-medium">{name}</span>
      <div className="grid content-center gap-1 text-muted text-xs">
        {has_places ? (
          <meter
            aria-label={`Places of ${name}`}
            min={0}
            max={Math.max(max_active, active, 1)}
            high={Math.max(0, max_active - 0.5)}
            optimum={0}
            value={active}
            className="usage-meter"
          />
        ) : null}
        <span>{placesWords(owner, policyMax)}</span>
      </div>
      <span className="text-muted text-xs sm:text-right">
        {hoursWords(hours)} · {bytes(stored_bytes)} kept
      </span>
      {mayManage && has_places && owner.user_id !== null ? (
        <PlacesForm owner={owner} policyMax={policyMax} />
      ) : null}
    </li>
  );
}

function placesWords({ user_id, role, active, max_active, own_max_active }: OwnerUsage, policyMax: number) {
  const sandboxes = `${active} active ${active === 1 ? "sandbox" : "sandboxes"}`;
  if (user_id === null) return sandboxes;
  if (role === null) return `${sandboxes} · no longer a member`;
  if (max_active === null) return "viewers launch nothing";
  const places = `${active} of ${max_active} places taken`;
  return own_max_active === null ? places : `${places} · the policy gives ${policyMax}`;
}

function PlacesForm({ owner, policyMax }: Pick<OwnerRowProps, "owner" | "policyMax">) {
  const fetcher = useFetcher<{ refusal: Refusal | null }>();
  const busy = fetcher.state !== "idle";
  const refusal = busy ? null : (fetcher.data?.refusal ?? null);
  return (
    <details open={refusal !== null || undefined} className="col-span-full">
      <summary className="w-fit rounded text-accent text-xs">Change places…</summary>
      <fetcher.Form key={owner.own_max_active} method="post" className="mt-2 grid gap-2">
        <RefusalNote refusal={refusal?.field ? null : refusal} />
        <input type="hidden" name="user_id" value={owner.user_id ?? ""} />
        <div className="flex flex-wrap items-end gap-2">
          <div className="w-44">
            <TextField
              label={`Places of ${owner.name}`}
              name="max_active"
              type="number"
              inputMode="numeric"
              min={0}
              max={1000}
              defaultValue={owner.own_max_active ?? ""}
              placeholder={`the policy’s, ${policyMax}`}
              error={fieldError(refusal, "max_active")}
            />
          </div>
          <SubmitButton look="outline" busy={busy} busyLabel="Changing…">
            Change
          </SubmitButton>
        </div>
        <p className="text-muted text-xs">Empty: as many as the policy gives. Nothing that runs is ended.</p>
      </fetcher.Form>
    </details>
  );
}
