const dayMs = 86_400_000;
/** Business hours hold this many days off. */
export const maxDaysOff = 400;

/**
 * Days off with those of a calendar of holidays from `today` on: each day once, in order, `maxDaysOff` at most. `endDay` of a holiday is the
 * first day that does not belong to it.
 */
export function withTakenDays(
  kept: readonly string[],
  holidays: readonly { readonly firstDay: string; readonly endDay: string }[],
  today: string,
): string[] {
  const days = new Set(kept);
  for (const { firstDay, endDay } of holidays) {
    for (let at = Date.parse(firstDay); at < Date.parse(endDay); at += dayMs) {
      const day = new Date(at).toISOString().slice(0, 10);
      if (day >= today && days.size < maxDaysOff) days.add(day);
    }
  }
  return [...days].sort();
}
