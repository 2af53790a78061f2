import type { DepartureView, TimetableView } from "@/lib/releases/timetable-contract";

function moment(at: string, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  })
    .format(Date.parse(at))
    .replace(",", "");
}

type Times = Pick<DepartureView, "byRule" | "at">;

/** "Tue 1 Dec 2026, 10:00" in the reader's zone: when it goes; of one that is left out, when it would have gone. */
export function departureWhen({ byRule, at }: Times, zone: string): string {
  return moment(at ?? byRule, zone);
}

/** When one that was moved goes by its rule, in the reader's zone; null for others. */
export function ruleWords({ byRule, at }: Times, zone: string): string | null {
  return at === null || at === byRule ? null : `By its rule: ${moment(byRule, zone)}.`;
}

/** What became of departures of the last 90 days, in a sentence. */
export function pastWords({ departures, taken, leftOut }: TimetableView["past"]): string {
  if (departures === 0) return "No departure yet.";
  const frozen = leftOut === 0 ? "" : `, ${leftOut} ${leftOut === 1 ? "was" : "were"} left out for a freeze`;
  const noun = departures === 1 ? "departure" : "departures";
  return `In the last 90 days: ${departures} ${noun}, ${taken} taken by a release${frozen}.`;
}

export const inFreezeChoices = [
  { value: "left_out", label: "It is left out" },
  { value: "moved", label: "It goes when the freeze ends" },
  { value: "kept", label: "It stays, and is held until the freeze ends" },
] as const;

/** How often, as choices; the last is a rule of one's own. */
export const repeatChoices = [
  { value: "FREQ=WEEKLY", label: "Every week" },
  { value: "FREQ=WEEKLY;INTERVAL=2", label: "Every two weeks" },
  { value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", label: "Every working day" },
  { value: "FREQ=WEEKLY;BYDAY=TU,TH", label: "Tuesdays and Thursdays" },
  { value: "FREQ=MONTHLY", label: "Every month on the same day" },
  { value: "own", label: "By a rule of my own" },
] as const;
