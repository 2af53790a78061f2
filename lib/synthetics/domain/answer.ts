/** An answer to a step. Header names are in small letters. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  readonly durationMs: number;
}

/**
 * Groups of the first match of a pattern in a text, the whole match first; null without one. Patterns come from people and texts from
 * other systems, so whoever does it must take time that grows with their length only.
 */
export type Match = (pattern: string, text: string) => readonly string[] | null;

/** A header's value; null when it is missing or empty. Several lines of one header are joined as HTTP says (RFC 9110 §5.3). */
export function headerOf({ headers }: Answer, name: string): string | null {
  const key = name.toLowerCase();
  const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
  const text = typeof value === "string" ? value : (value?.join(", ") ?? "");
  return text === "" ? null : text;
}

/** The body as JSON; undefined when it is none. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
