import { Form } from "react-router";
import type { AttemptBody, DeliveryDetailBody } from "../../../workers/domain/webhooks/webhook.ts";
import { Button } from "../controls/button.tsx";
import { CodeBox } from "../controls/code-box.tsx";
import { CopyButton } from "../controls/copy-button.tsx";
import { exactTime, stepDuration } from "../controls/durations.ts";
import { eventWords } from "./webhook-words.ts";

interface DeliveryDetailProps {
  delivery: DeliveryDetailBody;
  mayReplay: boolean;
  busy: boolean;
}

/** What was sent, each attempt with what came back, and sending it again. */
export function DeliveryDetail({ delivery, mayReplay, busy }: DeliveryDetailProps) {
  const { delivery_id, event_id, type, status, payload, attempt_list } = delivery;
  return (
    <div className="grid gap-4 border-line border-t pt-3">
      <div className="flex flex-wrap items-center gap-2">
        {mayReplay ? (
          <Form method="post" preventScrollReset>
            <input type="hidden" name="delivery_id" value={delivery_id} />
            <Button type="submit" name="intent" value="replay" size="small" aria-disabled={busy || undefined}>
              {status === "waiting" ? "Try now" : "Replay"}
            </Button>
          </Form>
        ) : null}
        <p className="min-w-0 text-muted text-xs">
          {eventWords(type)}. <code className="break-all font-mono">{event_id}</code>
        </p>
      </div>
      {status === "dropped" ? (
        <p className="text-warn">Too much was waiting, so it made room for newer events.</p>
      ) : null}
      <section aria-label="Attempts">
        {attempt_list.length === 0 ? (
          <p className="text-muted">It has not been tried yet.</p>
        ) : (
          <ol className="grid gap-3">
            {attempt_list.map((attempt, index) => (
              <Attempt key={attempt.at} attempt={attempt} number={index + 1} />
            ))}
          </ol>
        )}
      </section>
      <section aria-label="Payload" className="grid gap-1.5">
        <div className="flex items-center justify-between gap-2">
          <h4 className="font-medium text-xs">Payload</h4>
          <CopyButton text={payload} />
        </div>
        <CodeBox label="Payload as sent">{indented(payload)}</CodeBox>
      </section>
    </div>
  );
}

function Attempt({ attempt, number }: { attempt: AttemptBody; number: number }) {
  const { at, duration_ms, status, problem, answer } = attempt;
  return (
    <li className={`grid gap-1 border-l-2 pl-3 ${problem ? "border-bad" : "border-ok"}`}>
      <p>
        Attempt {number}: {problem ?? `answered ${status}`}
      </p>
      <p className="text-muted text-xs">
        <time dateTime={at}>{exactTime(at)}</time> · {stepDuration(duration_ms)}
      </p>
      {answer ? <CodeBox label={`Answer to attempt ${number}`}>{answer}</CodeBox> : null}
    </li>
  );
}

/** For reading; what is copied are the bytes that are sent. */
function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
