/** What an export may ask for, decided before any work begins. Every refusal names the field that is in the way. */
import { checkBranch, defaultExportBranch } from "../../domain/refs.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { ExportKind, SandboxRecord } from "../../domain/sandbox.ts";
import type { ExportRequest, PushCredential } from "../../sandbox/contract.ts";

export interface ExportInput {
  readonly name: string;
  /** The whole workspace as tar.gz, the changes since the base commit as a patch, or a branch in the repository. */
  readonly kind: ExportKind;
  /** `checkpoint` (the last verified one) unless `live` is asked for. */
  readonly source?: "checkpoint" | "live";
  /** Of a branch export: `sandbar/NAME` unless it is named. */
  readonly branch?: string;
  /** Of a branch export to an https repository; used once, kept in memory only. */
  readonly credential?: PushCredential;
  readonly wait_seconds?: number;
}

export type ExportTarget = Pick<ExportRequest, "kind" | "source" | "branch" | "credential">;

/** Refuses with `invalid_export`, `invalid_ref`, `no_repository` or `push_unsupported`. */
export function exportTarget(
  { kind, source = "checkpoint", branch, credential }: ExportInput,
  { name, repository }: Pick<SandboxRecord, "name" | "repository">,
): Result<ExportTarget> {
  if (kind !== "branch") {
    if (branch !== undefined) return misplaced("branch", kind);
    if (credential !== undefined) return misplaced("credential", kind);
    return ok({ kind, source });
  }
  if (repository === null) return refuse(NO_REPOSITORY);
  const checked = checkBranch(branch ?? defaultExportBranch(name));
  if (!checked.ok) return checked;
  const isLocal = repository.startsWith("file://");
  if (!isLocal && !repository.startsWith("https://")) return refuse(PUSH_UNSUPPORTED);
  if (isLocal && credential !== undefined) return refuse(NOBODY_ASKS);
  if (credential && !(isOneLine(credential.username) && isOneLine(credential.password))) {
    return refuse(NOT_ONE_LINE);
  }
  return ok({ kind, source, branch: checked.value, ...(credential ? { credential } : {}) });
}

/** git's credential helpers speak in lines. */
function isOneLine(text: string): boolean {
  return /^\P{Cc}+$/u.test(text);
}

function misplaced(field: string, kind: ExportKind): Result<never> {
  return refuse({
    reason_code: "invalid_export",
    message: `A ${field} belongs to a branch export, and this is one of kind ${kind}.`,
    retryable: false,
    next_step: `Leave out ${field}, or export with kind branch.`,
    field,
  });
}

const NO_REPOSITORY: Refusal = {
  reason_code: "no_repository",
  message: "This sandbox was launched without a repository, so there is none to push to.",
  retryable: false,
  next_step: "Export a patch or an archive instead.",
  field: "kind",
};

const PUSH_UNSUPPORTED: Refusal = {
  reason_code: "push_unsupported",
  message: "A branch can be pushed over https, and this sandbox's repository is reached over ssh.",
  retryable: false,
  next_step: "Export a patch, or launch from the repository's https address.",
  field: "kind",
};

const NOT_ONE_LINE: Refusal = {
  reason_code: "invalid_credential",
  message: "A user name and an access token are each one line without control characters.",
  retryable: false,
  next_step: "Copy the token again, without a line break.",
  field: "credential",
};

const NOBODY_ASKS: Refusal = {
  reason_code: "invalid_export",
  message: "A repository on the server itself asks for nothing to sign in with.",
  retryable: false,
  next_step: "Leave out credential.",
  field: "credential",
};
