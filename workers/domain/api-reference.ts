/** The API's description as its pages show it. Made from the OpenAPI document (api/reference.ts). */

export interface ReferenceField {
  readonly name: string;
  /** In words: `string`, `list of integer`, `one of …`; an object's own name where it has one. */
  readonly type: string;
  readonly required: boolean;
  readonly nullable: boolean;
  /** E.g. `1 to 200 characters`; empty when there are none. */
  readonly limits: string;
  readonly description: string;
  /** What it may be, when that is a short list. */
  readonly choices: readonly string[];
  /** Of an object without a name. */
  readonly fields: readonly ReferenceField[];
  /** Of an object with one: the key of its fields in the page's objects. */
  readonly object: string | null;
}

export interface ReferenceParameter extends ReferenceField {
  readonly where: "path" | "query" | "header";
}

/** A body or an answer. */
export interface ReferenceContent {
  /** Content type; null when there is none. */
  readonly type: string | null;
  readonly shape: ReferenceField | null;
}

export interface ReferenceAnswer extends ReferenceContent {
  readonly status: string;
  readonly description: string;
}

export interface ReferenceRefusal {
  readonly status: string;
  readonly meaning: string;
  readonly codes: readonly string[];
}

export interface ReferenceOperation {
  /** Also its anchor. */
  readonly id: string;
  /** Upper case; `WS` for sockets. */
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly access: "open" | "guest" | "member";
  /** That a token needs; null when any will do, or none is asked for. */
  readonly scope: string | null;
  readonly parameters: readonly ReferenceParameter[];
  readonly body: ReferenceContent | null;
  readonly answers: readonly ReferenceAnswer[];
  readonly refusals: readonly ReferenceRefusal[];
  /** For a shell; null for what it can't open. */
  readonly command: string | null;
}

export interface ReferenceGroup {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly operations: readonly ReferenceOperation[];
  /** Fields of the objects that its operations name. */
  readonly objects: Readonly<Record<string, readonly ReferenceField[]>>;
}

/** What the list of all operations needs, and what it is searched by. */
export interface ReferenceEntry
  extends Pick<ReferenceOperation, "id" | "method" | "path" | "summary" | "scope"> {
  readonly keywords: string;
}

export interface ReferenceIndex {
  readonly version: string;
  readonly groups: readonly {
    readonly slug: string;
    readonly name: string;
    readonly description: string;
    readonly entries: readonly ReferenceEntry[];
  }[];
}
