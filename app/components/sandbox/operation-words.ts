import type { OperationBody } from "../../../workers/domain/sandbox/bodies.ts";
import type { OperationType } from "../../../workers/domain/sandbox.ts";

const NOUNS: Readonly<Record<OperationType, string>> = {
  launch: "launch",
  save: "save",
  export: "export",
  teardown: "teardown",
  resume: "resume",
  purge: "deletion",
};

/** "Anna’s export", "A save by the team's policy": whose operation it is, as the subject of a sentence. */
export function operationSubject({ type, actor }: Pick<OperationBody, "type" | "actor">): string {
  const noun = NOUNS[type];
  if (!actor.startsWith("The ")) return `${actor}’s ${noun}`;
  const article = /^[aeiou]/.test(noun) ? "An" : "A";
  return `${article} ${noun} by the ${actor.slice("The ".length)}`;
}

/** Why something can't be done while it runs. */
export function lockedBy(operation: OperationBody | null): string | null {
  return operation && `${operationSubject(operation)} is running; wait until it has ended.`;
}
