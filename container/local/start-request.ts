/** Validates what a start request carries; nothing of it reaches a process before this. */
import type { ResourceLimits, StartSpec } from "../../workers/engines/engine.ts";
import { invalidRequest } from "./refusals.ts";

export interface StartRequest {
  readonly generation: number;
  readonly spec: StartSpec;
}

const MIB = 1 << 20;
/** Smallest and largest value of each limit that can mean something. */
const BOUNDS: Readonly<Record<keyof ResourceLimits, readonly [minimum: number, maximum: number]>> = {
  cpus: [0.05, 1024],
  memory_bytes: [96 * MIB, 2 ** 50],
  disk_bytes: [16 * MIB, 2 ** 50],
  pids: [16, 4_194_304],
};

const HOST_PATTERN = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

/** Throws EngineError `invalid_request` naming the field. */
export function parseStartRequest(body: unknown): StartRequest {
  const { generation, spec } = asObject(body, "body");
  if (!Number.isSafeInteger(generation) || (generation as number) < 1) {
    throw invalidRequest("generation", "must be a positive integer");
  }
  const fields = asObject(spec, "spec");
  if (typeof fields.image !== "string") throw invalidRequest("spec.image", "must be text");
  if (fields.workspace !== "fresh" && fields.workspace !== "keep") {
    throw invalidRequest("spec.workspace", 'must be "fresh" or "keep"');
  }
  const repository = fields.local_repository;
  if (repository !== undefined && typeof repository !== "string") {
    throw invalidRequest("spec.local_repository", "must be a path");
  }
  return {
    generation: generation as number,
    spec: {
      limits: parseLimits(fields.limits),
      image: fields.image,
      workspace: fields.workspace,
      egress: parseEgress(fields.egress),
      ...(repository === undefined ? {} : { local_repository: repository }),
    },
  };
}

function parseLimits(value: unknown): ResourceLimits {
  const fields = asObject(value, "spec.limits");
  const read = (name: keyof ResourceLimits): number => {
    const limit = fields[name];
    const [minimum, maximum] = BOUNDS[name];
    if (typeof limit === "number" && limit >= minimum && limit <= maximum) return limit;
    throw invalidRequest(`spec.limits.${name}`, `must be a number from ${minimum} to ${maximum}`);
  };
  return {
    cpus: read("cpus"),
    memory_bytes: Math.floor(read("memory_bytes")),
    disk_bytes: Math.floor(read("disk_bytes")),
    pids: Math.floor(read("pids")),
  };
}

function parseEgress(value: unknown): StartSpec["egress"] {
  const { mode, allow_hosts: hosts } = asObject(value, "spec.egress");
  if (mode === "none") return { mode };
  if (mode !== "proxy") throw invalidRequest("spec.egress.mode", 'must be "none" or "proxy"');
  if (hosts === undefined) return { mode };
  const isPattern = (host: unknown): host is string => typeof host === "string" && HOST_PATTERN.test(host);
  if (Array.isArray(hosts) && hosts.every(isPattern)) return { mode, allow_hosts: hosts };
  throw invalidRequest("spec.egress.allow_hosts", "must be a list of host names or *.suffixes");
}

function asObject(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalidRequest(field, "must be an object");
}
