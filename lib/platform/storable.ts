/**
 * PostgreSQL stores neither NUL nor half of a surrogate pair. Such text is refused where it comes in, and replaced where
 * it must be written down all the same (the record of a refusal).
 */
const maxDepth = 32;

function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** Dotted path of the first text or key that cannot be stored, or that lies deeper than 32 levels; null when all can. */
export function unstorablePath(value: unknown, path: readonly string[] = []): string | null {
  if (typeof value === "string") return isStorable(value) ? null : path.join(".") || "body";
  if (typeof value !== "object" || value === null) return null;
  if (path.length >= maxDepth) return path.join(".");
  for (const [key, item] of Object.entries(value)) {
    const found = isStorable(key) ? unstorablePath(item, [...path, key]) : [...path, storable(key)].join(".");
    if (found !== null) return found;
  }
  return null;
}

/** `text` with everything that cannot be stored replaced by U+FFFD. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
