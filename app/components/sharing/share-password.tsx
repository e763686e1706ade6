import { Dices } from "lucide-react";
import { useEffect, useState } from "react";
import { SHARE_PASSWORD_MAX, SHARE_PASSWORD_MIN } from "../../../workers/domain/sharing/share.ts";
import { Button } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";

/** Without characters that are mistaken for each other when read out. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A password for the link, to be told apart from it; shown as it is typed, since it is handed on. */
export function SharePassword({ error }: { error?: string | undefined }) {
  const [browser, setBrowser] = useState(false);
  const [text, setText] = useState("");
  useEffect(() => setBrowser(true), []);
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label="Password (optional)"
          name="password"
          autoComplete="off"
          spellCheck={false}
          maxLength={SHARE_PASSWORD_MAX}
          hint={`At least ${SHARE_PASSWORD_MIN} characters. Tell it by another way than the link.`}
          error={error}
          className="font-mono"
          {...(browser ? { value: text, onChange: ({ currentTarget }) => setText(currentTarget.value) } : {})}
        />
      </div>
      {browser ? (
        <Button className="mt-6.5" onClick={() => setText(generatedPassword())}>
          <Dices className="size-4" aria-hidden /> Generate
        </Button>
      ) : null}
    </div>
  );
}

/** E.g. "k3vd-9mxa-tt2p-h7ce": about 79 bits. */
function generatedPassword(): string {
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[below(ALPHABET.length)]).join(""),
  ).join("-");
}

/** Every number below `bound` (at most 256) is as likely as any other. */
function below(bound: number): number {
  const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
  return byte < Math.floor(256 / bound) * bound ? byte % bound : below(bound);
}
