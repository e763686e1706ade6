import type { ReactNode } from "react";
import { Link } from "react-router";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { CopyButton } from "../controls/copy-button.tsx";
import { bytes, exactTime } from "../controls/durations.ts";
import { Ago } from "../controls/relative-time.tsx";
import { becauseWords } from "../teardown/teardown-words.ts";

/** A name and what it is; those that say nothing about this sandbox are left out. */
export type Fact = readonly [string, ReactNode];

export function originFacts(record: RecordBody): Fact[] {
  const { repository, forked_from } = record;
  return [
    ["Identifier", <Copied key="id" text={record.id} />],
    ...(forked_from ? [["Forked from", <ForkSource key="fork" from={forked_from} />] as const] : []),
    ["Repository", repository ? <Copied key="repository" text={repository} /> : "None"],
    ...(repository
      ? ([
          ["Branch, tag or commit", record.ref ?? "The default branch"],
          ["Commit at launch", record.commit ? <Copied key="commit" text={record.commit} /> : "None"],
        ] as const)
      : []),
    ["Template", record.template ?? "None"],
    ["Size", record.profile],
    ["Command", record.command ? <Code key="command" text={record.command} /> : "None"],
    ["Owner", record.owner.name],
    ["Launched", <Moment key="created" at={record.created_at} />],
    ["Run number", record.generation],
  ];
}

export function activityFacts({ last_activity, completion, checkpoint }: RecordBody): Fact[] {
  return [
    [
      "Last activity",
      <span key="activity">
        {last_activity.because} <Ago at={last_activity.at} />
      </span>,
    ],
    [
      "Completed",
      completion ? (
        <span key="completion">
          <Ago at={completion.at} />, by {completion.by}, exit code {completion.exit_code ?? "unknown"}
        </span>
      ) : (
        "Not yet"
      ),
    ],
    [
      "Last checkpoint",
      checkpoint ? (
        <span key="checkpoint">
          <Ago at={checkpoint.created_at} />, {bytes(checkpoint.size_bytes)}
        </span>
      ) : (
        "None"
      ),
    ],
  ];
}

export function endFacts(record: RecordBody): Fact[] {
  const { teardown, archive_expires_at, state } = record;
  if (state === "destroyed") {
    return [
      [
        "Archive kept until",
        archive_expires_at ? <Moment key="archive" at={archive_expires_at} /> : "Deleted by hand",
      ],
    ];
  }
  return [
    [
      "Automatic teardown",
      teardown.auto && teardown.at ? (
        <span key="teardown">
          <Moment at={teardown.at} />, {becauseWords(record)}
        </span>
      ) : (
        "Off"
      ),
    ],
    [
      "Asked to be kept until",
      teardown.kept_until ? <Moment key="kept" at={teardown.kept_until} /> : "Nobody asked",
    ],
    [
      "Longest lifetime ends",
      teardown.lifetime_ends_at ? <Moment key="lifetime" at={teardown.lifetime_ends_at} /> : "Without bound",
    ],
  ];
}

function ForkSource({ from }: { from: NonNullable<RecordBody["forked_from"]> }) {
  return (
    <span>
      <Link to={`/sandboxes/${from.name}/checkpoints`} className="text-accent underline">
        {from.name}
      </Link>
      , checkpoint <code className="font-mono">{from.checkpoint_id}</code>
    </span>
  );
}

function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{exactTime(at)}</time>;
}

function Code({ text }: { text: string }) {
  return <code className="font-mono">{text}</code>;
}

function Copied({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <code className="min-w-0 truncate font-mono">{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
