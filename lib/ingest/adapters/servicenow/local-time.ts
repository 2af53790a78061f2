import type { Instant } from "@/lib/kernel/instant";
import { instantOfLocal } from "@/lib/kernel/zoned-time";
import { momentOf, plausible } from "../reading";

/**
 * `2026-11-20 09:30:00` of ServiceNow as a moment in `timeZone`; a text that has a zone keeps it. An hour that a change of the
 * clocks skips is read as it would have been before, one that it repeats as the earlier. Null when it is no time.
 */
export function localMoment(text: string, timeZone: string): Instant | null {
  const withZone = momentOf(text);
  if (withZone !== null) return withZone;
  const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/.exec(text.trim());
  if (!written) return null;
  try {
    return plausible(instantOfLocal(`${written[1]}T${written[2]}`, timeZone));
  } catch {
    return null;
  }
}
