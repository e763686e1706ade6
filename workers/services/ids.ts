/** Globally unique names of things. A sandbox's is also what its engine knows it by: `[a-z0-9-]`, at most 40 characters. */

export function newSandboxId(): string {
  return crypto.randomUUID();
}

export function newOperationId(): string {
  return `op_${crypto.randomUUID()}`;
}

export function newTokenId(): string {
  return `tok_${crypto.randomUUID()}`;
}

export function newExecId(): string {
  return `exec_${crypto.randomUUID()}`;
}

export function newShareId(): string {
  return `share_${crypto.randomUUID()}`;
}

export function newGuestId(): string {
  return `guest_${crypto.randomUUID()}`;
}

export function newTeamId(): string {
  return `team_${crypto.randomUUID()}`;
}

export function newInviteId(): string {
  return `invite_${crypto.randomUUID()}`;
}
