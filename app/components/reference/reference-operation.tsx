import type { ReactNode } from "react";
import type {
  ReferenceContent,
  ReferenceGroup,
  ReferenceOperation,
  ReferenceParameter,
} from "../../../workers/domain/api-reference.ts";
import { CopyButton } from "../controls/copy-button.tsx";
import { MethodChip } from "./method-chip.tsx";
import { FieldList, inCode } from "./reference-fields.tsx";

type Objects = ReferenceGroup["objects"];

/** One route: what it takes, answers and refuses. Its id is its anchor. */
export function Operation({ operation, objects }: { operation: ReferenceOperation; objects: Objects }) {
  const { id, method, path, summary, parameters, body, answers, refusals, command } = operation;
  return (
    <article aria-labelledby={id} className="panel grid min-w-0 scroll-mt-4 gap-4 p-4 target:border-accent">
      <header className="grid gap-1.5">
        <h2 id={id} className="scroll-mt-20 font-semibold text-base">
          <a href={`#${id}`} className="hover:underline">
            {inCode(summary)}
          </a>
        </h2>
        <p className="flex flex-wrap items-center gap-2">
          <MethodChip method={method} />
          <code className="min-w-0 break-all font-mono">{path}</code>
        </p>
        <p className="text-muted text-xs">{access(operation)}</p>
      </header>
      {command ? (
        <div className="flex flex-wrap items-start gap-2 rounded-md bg-hover p-2.5">
          <code className="min-w-0 flex-1 basis-60 break-all font-mono text-xs">{command}</code>
          <CopyButton text={command} />
        </div>
      ) : (
        <p className="text-muted text-xs">
          Opened by a WebSocket client, with the token in its header or a ticket in its address.
        </p>
      )}
      {parameters.length > 0 ? (
        <Part title="Parameters">
          <FieldList
            fields={parameters}
            objects={objects}
            where={(field) => (field as ReferenceParameter).where}
          />
        </Part>
      ) : null}
      {body ? (
        <Part title="Body" aside={body.type}>
          <Shape content={body} objects={objects} />
        </Part>
      ) : null}
      {answers.map((answer) => (
        <Part key={answer.status} title={`Answers ${answer.status}`} aside={answer.type}>
          <p className="text-xs">{inCode(answer.description)}</p>
          {answer.shape && hasFields(answer) ? (
            <details className="mt-1">
              <summary className="w-fit rounded text-accent text-xs underline">
                Fields of {answer.shape.object ?? "the answer"}
              </summary>
              <Shape content={answer} objects={objects} />
            </details>
          ) : null}
        </Part>
      ))}
      {refusals.length > 0 ? <Refusals refusals={refusals} /> : null}
    </article>
  );
}

function Part({ title, aside, children }: { title: string; aside?: string | null; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-medium">
        {title}
        {aside ? <span className="font-mono font-normal text-muted text-xs">{aside}</span> : null}
      </h3>
      {children}
    </section>
  );
}

function Shape({ content, objects }: { content: ReferenceContent; objects: Objects }) {
  const { shape } = content;
  if (!shape) return null;
  const fields = shape.fields.length > 0 ? shape.fields : (objects[shape.object ?? ""] ?? []);
  if (fields.length === 0) return <p className="mt-1 text-muted text-xs">{shape.type}</p>;
  return <FieldList fields={fields} objects={objects} within={shape.object ? [shape.object] : []} />;
}

function hasFields({ shape }: ReferenceContent): boolean {
  return shape !== null && (shape.fields.length > 0 || shape.object !== null);
}

function Refusals({ refusals }: Pick<ReferenceOperation, "refusals">) {
  return (
    <Part title="Refuses with">
      <ul className="mt-1 grid gap-2">
        {refusals.map(({ status, meaning, codes }) => (
          <li key={status} className="grid gap-x-3 gap-y-1 sm:grid-cols-[2.5rem_minmax(0,1fr)]">
            <span className="font-mono text-bad text-xs">{status}</span>
            <span className="text-xs">
              {inCode(meaning)}
              <span className="mt-1 flex flex-wrap gap-1">
                {codes.map((code) => (
                  <code key={code} className="rounded bg-hover px-1.5 font-mono">
                    {code}
                  </code>
                ))}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function access({ access: who, scope }: ReferenceOperation): ReactNode {
  switch (who) {
    case "open":
      return "Nobody has to be signed in.";
    case "guest":
      return "For guests who have joined by the link, by its cookie.";
    case "member":
      return scope ? (
        <>
          A token needs the scope <code className="font-mono text-text">{scope}</code>.
        </>
      ) : (
        "Any token will do."
      );
  }
}
