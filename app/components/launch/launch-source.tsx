import type { Refusal } from "../../../workers/domain/refusal.ts";
import { RadioCard, TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";

export interface TemplateChoice {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

interface LaunchSourceProps {
  templates: readonly TemplateChoice[];
  /** "repository", or "template:" and a name. */
  chosen: string;
  repository: string;
  gitRef: string;
  refusal: Refusal | null;
  repositoryProblem: string | null;
  repositoryStatus: string | null;
}

/** Where the files come from. The repository's fields show only while it is chosen, by CSS. */
export function LaunchSource(props: LaunchSourceProps) {
  return (
    <fieldset className="launch-source grid gap-3">
      <legend className="mb-1.5 font-medium">Start from</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <RadioCard
          name="source"
          value="repository"
          defaultChecked={props.chosen === "repository"}
          title="A repository"
          detail="Cloned over https or ssh, at a branch, tag or commit."
        />
        {props.templates.map((template) => (
          <RadioCard
            key={template.name}
            name="source"
            value={`template:${template.name}`}
            defaultChecked={props.chosen === `template:${template.name}`}
            title={template.title}
            detail={template.description}
          />
        ))}
      </div>
      {fieldError(props.refusal, "template") ? (
        <p role="alert" className="text-bad text-xs">
          {fieldError(props.refusal, "template")}
        </p>
      ) : null}
      <div className="repository-fields grid gap-4 sm:grid-cols-[2fr_1fr]">
        <TextField
          label="Repository"
          name="repository"
          defaultValue={props.repository}
          placeholder="https://github.com/owner/name.git"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          inputMode="url"
          error={props.repositoryProblem ?? fieldError(props.refusal, "repository")}
          status={props.repositoryStatus}
        />
        <TextField
          label="Branch, tag or commit"
          name="ref"
          defaultValue={props.gitRef}
          placeholder="default branch"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          error={fieldError(props.refusal, "ref")}
        />
      </div>
    </fieldset>
  );
}
