/** Parts of a path such as `$.items[0].id`; null when it is none. */
export function partsOf(path: string): readonly (string | number)[] | null {
  if (!path.startsWith("$")) return null;
  const parts: (string | number)[] = [];
  let rest = path.slice(1);
  while (rest !== "") {
    const found = /^(?:\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6})\]|\["([^"\\\]]{1,100})"\])/.exec(rest);
    if (!found) return null;
    parts.push(found[2] === undefined ? (found[1] ?? found[3] ?? "") : Number(found[2]));
    rest = rest.slice(found[0].length);
  }
  return parts;
}

/** What stands at a path of a JSON value; undefined when nothing does. Only own fields count. */
export function valueAt(root: unknown, path: string): unknown {
  const parts = partsOf(path);
  if (parts === null) return undefined;
  let value: unknown = root;
  for (const part of parts) {
    if (typeof value !== "object" || value === null) return undefined;
    if (typeof part === "number" && !Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** A value as text to compare and to put elsewhere; null for what is missing, null, or no single value. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}
