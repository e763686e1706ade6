/** A new id: 96 random bits in hex behind a prefix that says what it names; safe in paths and storage keys. */
export function newId(prefix: "cp" | "ex" | "rec"): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `${prefix}_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Of an operation that the product itself begins. */
export function newOperationId(): string {
  return `op_${crypto.randomUUID()}`;
}
