import { SHARE_PARTS, SHARE_ROLES, SHAREABLE_PARTS } from "../../../workers/domain/sharing/share.ts";
import { RadioCard } from "../controls/field.tsx";
import { PART_WORDS, ROLE_WORDS } from "./share-words.ts";

/** What people get by the link: the role, each in a plain sentence. */
export function RoleChoice() {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">What they may do</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {SHARE_ROLES.map((role) => (
          <RadioCard
            key={role}
            name="role"
            value={role}
            defaultChecked={role === "view"}
            title={ROLE_WORDS[role].title}
            detail={ROLE_WORDS[role].detail}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** Which parts of the sandbox the link includes. */
export function PartChoice({ error }: { error?: string | undefined }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">What they see</legend>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {SHARE_PARTS.map((part) => {
          const { title, detail } = PART_WORDS[part];
          const now = SHAREABLE_PARTS.includes(part);
          return (
            <label
              key={part}
              className={`flex items-start gap-2.5 ${now ? "" : "cursor-not-allowed! text-muted"}`}
            >
              <input
                type="checkbox"
                name="parts"
                value={part}
                defaultChecked={now}
                disabled={!now}
                className="mt-0.5 size-4 shrink-0"
              />
              <span>
                {title} <span className="block text-muted text-xs">{detail}</span>
              </span>
            </label>
          );
        })}
      </div>
      {error ? (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
