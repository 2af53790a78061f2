/**
 * Does `text` fit `pattern`, in which `*` stands for any characters, also none? Upper and lower case are one. In linear
 * steps per star: no expression that somebody writes can make it slow.
 */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const whole = text.toLowerCase();
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return whole === first;
  if (!whole.startsWith(first) || whole.length < first.length + last.length || !whole.endsWith(last)) return false;
  const middle = whole.slice(first.length, whole.length - last.length);
  let from = 0;
  for (const part of rest) {
    const found = middle.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}

/** Fits any of the patterns. */
export function fitsAny(patterns: readonly string[] | undefined, text: string): boolean {
  return (patterns ?? []).some((pattern) => fits(pattern, text));
}
