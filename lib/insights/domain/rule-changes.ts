import type { InsightRules } from "./insight-rules";

/** The options of which two rules differ, by name, in the order of the first. */
export function changedOptions(before: InsightRules, after: InsightRules): (keyof InsightRules)[] {
  return (Object.keys(after) as (keyof InsightRules)[]).filter((name) => textOf(before[name]) !== textOf(after[name]));
}

/** Do two rules say the same? */
export function sameRules(before: InsightRules, after: InsightRules): boolean {
  return changedOptions(before, after).length === 0;
}

/** The order of a choice says nothing. */
function textOf(value: InsightRules[keyof InsightRules]): string {
  if (Array.isArray(value)) return JSON.stringify([...value].map(String).sort());
  if (typeof value === "object") return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(value);
}
