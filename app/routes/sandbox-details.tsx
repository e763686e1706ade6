import { Fragment } from "react";
import { CopyButton } from "~/components/copy-button.tsx";
import { bytes, exactTime } from "~/components/durations.ts";
import { Ago } from "~/components/relative-time.tsx";
import { useSandbox } from "~/live/use-sandbox.tsx";

export default function Details() {
  const { record } = useSandbox();
  const facts: [string, React.ReactNode][] = [
    ["Identifier", <Copied key="id" text={record.id} />],
    ["Repository", record.repository ? <Copied key="repository" text={record.repository} /> : "None"],
    ["Branch, tag or commit", record.ref ?? "The default branch"],
    ["Commit at launch", record.commit ? <Copied key="commit" text={record.commit} /> : "None"],
    ["Template", record.template ?? "None"],
    ["Size", record.profile],
    [
      "Command",
      record.command ? (
        <code key="command" className="font-mono">
          {record.command}
        </code>
      ) : (
        "None"
      ),
    ],
    ["Owner", record.owner.name],
    ["Launched", <Moment key="created" at={record.created_at} />],
    ["Run number", record.generation],
    [
      "Last activity",
      <span key="activity">
        {record.last_activity.because} <Ago at={record.last_activity.at} />
      </span>,
    ],
    [
      "Completed",
      record.completion ? (
        <span key="completion">
          <Ago at={record.completion.at} />, by {record.completion.by}, exit code{" "}
          {record.completion.exit_code ?? "unknown"}
        </span>
      ) : (
        "Not yet"
      ),
    ],
    [
      "Last checkpoint",
      record.checkpoint ? (
        <span key="checkpoint">
          <Ago at={record.checkpoint.created_at} />, {bytes(record.checkpoint.size_bytes)}
        </span>
      ) : (
        "None"
      ),
    ],
    [
      "Automatic teardown",
      record.teardown.auto && record.teardown.at ? <Moment key="teardown" at={record.teardown.at} /> : "Off",
    ],
  ];
  return (
    <section aria-labelledby="details-title">
      <h2 id="details-title" className="sr-only">
        Details
      </h2>
      <dl className="panel grid gap-x-8 p-5 sm:grid-cols-[auto_1fr] sm:gap-y-3">
        {facts
          .filter(
            ([name]) =>
              !(
                record.repository === null &&
                (name === "Branch, tag or commit" || name === "Commit at launch")
              ),
          )
          .map(([name, value]) => (
            <Fragment key={name}>
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 break-words max-sm:mb-3">{value}</dd>
            </Fragment>
          ))}
      </dl>
    </section>
  );
}

function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{exactTime(at)}</time>;
}

function Copied({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <code className="min-w-0 truncate font-mono">{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
