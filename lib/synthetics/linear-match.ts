import { RE2JS } from "re2js";
import type { Match } from "./domain/answer";

/*
 * Patterns of people on texts of other systems. The language's own engine can take years for a short pattern, in the process that moves
 * traffic; RE2 takes time that grows with the text alone.
 */

/** Can this pattern be read? */
export function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Groups of the first match; null without one, or for a pattern that cannot be read. */
export const linearMatch: Match = (pattern, text) => {
  if (!isPattern(pattern)) return null;
  const matcher = RE2JS.compile(pattern).matcher(text);
  if (!matcher.find()) return null;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? "");
};
