import type { z } from "zod";
import type { UnreadableItem } from "../port";
import { issuesOf } from "./reading";

export type PolledJson<Output> =
  | { readonly kind: "read"; readonly value: Output; readonly unreadable: readonly UnreadableItem[] }
  | { readonly kind: "malformed"; readonly detail: string };

/** How deep a list may lie: the answer itself, or a field of it. */
const deepestList = 1;

/**
 * Read an answer. A member of its list that has another form is left out and named, so that one strange run does not hide the hundred
 * beside it; whatever else is wrong makes the whole answer malformed.
 */
export function readPolled<Output>(json: unknown, schema: z.ZodType<Output>, where: string): PolledJson<Output> {
  const read = schema.safeParse(json);
  if (read.success) return { kind: "read", value: read.data, unreadable: [] };
  const wrong = wrongMembers(read.error.issues);
  if (wrong === null) return { kind: "malformed", detail: issuesOf(read.error) };
  const again = schema.safeParse(without(json, wrong));
  if (!again.success) return { kind: "malformed", detail: issuesOf(again.error) };
  const unreadable = [...wrong.keys()].sort().map((place) => itemAt(json, place, { where, schema }));
  return { kind: "read", value: again.data, unreadable };
}

/** Places of list members, as JSON of `[index]` or `[field, index]`; null when something beside a member is wrong. */
function wrongMembers(issues: readonly z.core.$ZodIssue[]): ReadonlySet<string> | null {
  const places = new Set<string>();
  for (const { path } of issues) {
    const at = path.findIndex((part) => typeof part === "number");
    if (at < 0 || at > deepestList) return null;
    places.add(JSON.stringify(path.slice(0, at + 1)));
  }
  return places;
}

function without(json: unknown, wrong: ReadonlySet<string>): unknown {
  const kept = (list: readonly unknown[], before: readonly string[]): unknown[] =>
    list.filter((_, index) => !wrong.has(JSON.stringify([...before, index])));
  if (Array.isArray(json)) return kept(json, []);
  return Object.fromEntries(
    Object.entries(json as object).map(([key, value]) => [key, Array.isArray(value) ? kept(value, [key]) : value]),
  );
}

function itemAt(
  json: unknown,
  place: string,
  { where, schema }: { readonly where: string; readonly schema: z.ZodType },
): UnreadableItem {
  const path = JSON.parse(place) as (string | number)[];
  const value = path.reduce<unknown>((inner, part) => (inner as Record<string | number, unknown>)[part], json);
  // Read by itself, so that the words name this member's fields only.
  const alone = path.length === 1 ? [value] : { ...(json as object), [path[0] as string]: [value] };
  const read = schema.safeParse(alone);
  const fields = read.success ? "it has another form" : issuesOf(read.error);
  return { json: JSON.stringify(value), words: `${where} lists what cannot be read: ${fields}` };
}
