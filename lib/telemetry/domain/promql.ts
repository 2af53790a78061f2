/** Text of PromQL from values that may be anything. Names are checked, values are quoted; nothing else enters a query. */

/** Names that may stand in a query as they are. */
export function isMetricName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
}

/** Label names that selectors may use. */
export function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

function asNumber(character: string): string {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`;
}

/**
 * The inside of a quoted PromQL string that stands for exactly `value`, for either kind of quote: both quotes are written
 * as numbers, because each kind of string refuses an escape of the other's quote.
 */
export function escapeString(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return value.replace(/\\/g, "\\\\").replace(/[\u0000-\u001f\u007f"']/g, asNumber);
}

/** A PromQL string literal whose value is exactly `value`. */
export function quoteString(value: string): string {
  return `"${escapeString(value)}"`;
}

/** A regular expression of RE2 that matches exactly `value`. */
export function quoteRegex(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** One label matcher that accepts exactly the given values. */
export function oneOf(label: string, values: readonly string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${label}=${quoteString(only)}`;
  return `${label}=~${quoteString(values.map(quoteRegex).join("|"))}`;
}
