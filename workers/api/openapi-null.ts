type Node = Readonly<Record<string, unknown>>;

/**
 * Writes "that object, or null" as OpenAPI 3.1 reads it. The generator's own way, all of `$ref` and of "object or null",
 * is what null never is.
 */
export function orNull<T>(node: T): T {
  if (Array.isArray(node)) return node.map(orNull) as T;
  if (node === null || typeof node !== "object") return node;
  const { allOf, ...rest } = node as Node;
  const [reference, alternative] = Array.isArray(allOf) && allOf.length === 2 ? (allOf as Node[]) : [];
  const isNullable = reference?.$ref !== undefined && [alternative?.type].flat().includes("null");
  const written = isNullable ? { ...rest, anyOf: [reference, { type: "null" }] } : (node as Node);
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, orNull(value)])) as T;
}
