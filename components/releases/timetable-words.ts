import type { DepartureView, TimetableView } from "@/lib/releases/timetable-contract";

function moment(at: string, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  })
    .format(Date.parse(at))
    .replace(",", "");
}

/** "Tue 1 Dec 2026, 10:00" in the reader's zone; of one that was moved both times. */
export function departureWhen({ byRule, at }: Pick<DepartureView, "byRule" | "at">, zone: string): string {
  if (at === null || at === byRule) return moment(byRule, zone);
  return `${moment(at, zone)}, by its rule ${moment(byRule, zone)}`;
}

/** What became of departures of the last 90 days, in a sentence. */
export function pastWords({ departures, taken, leftOut }: TimetableView["past"]): string {
  if (departures === 0) return "It had no departure yet.";
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
