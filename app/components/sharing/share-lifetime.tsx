import { SelectField, TextField } from "../controls/field.tsx";
import { LIFETIMES } from "./share-words.ts";

/** How long the link lasts. The custom fields appear by style alone, so that they do without JavaScript. */
export function LifetimeChoice({ error }: { error?: string | undefined }) {
  return (
    <div className="group/lifetime grid content-start gap-2">
      <SelectField label="Ends" name="expires" defaultValue="60" error={error}>
        {LIFETIMES.map(([minutes, words]) => (
          <option key={minutes} value={minutes}>
            after {words}
          </option>
        ))}
        <option value="custom">after another time</option>
      </SelectField>
      <div className="hidden grid-cols-2 gap-2 group-has-[option[value=custom]:checked]/lifetime:grid">
        <TextField
          label="After"
          name="custom_amount"
          inputMode="numeric"
          defaultValue="2"
          autoComplete="off"
        />
        <SelectField label="Unit" name="custom_unit" defaultValue="60">
          <option value="1">minutes</option>
          <option value="60">hours</option>
          <option value="1440">days</option>
        </SelectField>
      </div>
    </div>
  );
}
