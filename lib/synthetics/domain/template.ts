/**
 * Texts with `{{variables}}` and how values are put into them. A value never changes what is around it: in an address it stays within
 * its place in the path or query, in JSON within its string, in a header within its line.
 */

const placeholder = /\{\{\s*([A-Za-z0-9_.]+)\s*\}\}/g;

/** Names used in a text, `secret.name` for secrets. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? "");
}

/** Is there a brace pair that is no variable, as `{{a b}}`? */
export function hasBrokenPlaceholder(text: string): boolean {
  return /\{\{|\}\}/.test(text.replaceAll(placeholder, ""));
}

export type Values = ReadonlyMap<string, string>;

export type Filled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

function fill(text: string, values: Values, put: (value: string) => string | null): Filled {
  let reason: string | null = null;
  const filled = text.replaceAll(placeholder, (_whole, name: string) => {
    const value = values.get(name);
    const written = value === undefined ? null : put(value);
    if (value === undefined) reason ??= `There is no value for {{${name}}}.`;
    else if (written === null) reason ??= `The value of {{${name}}} cannot be put there.`;
    return written ?? "";
  });
  return reason === null ? { ok: true, text: filled } : { ok: false, reason };
}

/** Scheme, host and port as they stand in an address, before any variable. */
export function originOf(url: string): string {
  return /^https?:\/\/[^/?#\\]+/i.exec(url)?.[0] ?? "";
}

/** Percent-encoded; null for what would climb in the path or is not a text. */
function inAddress(value: string): string | null {
  // The parser of addresses treats `..` and `%2e%2e` alike: as the parent folder.
  if (/^\.{1,2}$/.test(value) || !value.isWellFormed()) return null;
  return encodeURIComponent(value);
}

/** An address with its values. The origin is what was written, whatever the values are. */
export function fillAddress(url: string, values: Values): Filled {
  const origin = originOf(url);
  const rest = fill(url.slice(origin.length), values, inAddress);
  if (!rest.ok) return rest;
  const text = origin + rest.text;
  if (!URL.canParse(text)) return { ok: false, reason: "With its values this is no address." };
  const [written, made] = [new URL(origin), new URL(text)];
  if (made.origin !== written.origin || made.username !== "") {
    return { ok: false, reason: "With its values the address would lead to another host." };
  }
  return { ok: true, text };
}

/** The value of a header: one line of what HTTP can carry. */
export function fillHeader(text: string, values: Values): Filled {
  return fill(text, values, (value) => (/^[\x20-\x7e\xa0-\xff]*$/.test(value) ? value : null));
}

/** A body; values are escaped for how it is written. */
export function fillBody(text: string, as: "json" | "form" | "text", values: Values): Filled {
  return fill(text, values, (value) => {
    if (as === "text") return value;
    if (!value.isWellFormed()) return null;
    return as === "json" ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value);
  });
}
