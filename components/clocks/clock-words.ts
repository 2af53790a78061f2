import type { Status } from "@/components/feedback/status";
import type { ClockStatus, ClockTerms, ClockView, ScheduleTerms } from "@/lib/clocks/contract";
import { countedWords } from "@/lib/kernel/counted-words";

const badges: Readonly<Record<ClockStatus, { readonly status: Status; readonly label: string }>> = {
  not_started: { status: "neutral", label: "Not started" },
  running: { status: "progressing", label: "Running" },
  paused: { status: "waiting", label: "Paused" },
  met: { status: "healthy", label: "Met" },
  breached: { status: "failed", label: "Breached" },
  undetermined: { status: "no_data", label: "Undetermined" },
  void: { status: "neutral", label: "Void" },
};

/** How a clock's state is shown. */
export function clockBadge(status: ClockStatus): { readonly status: Status; readonly label: string } {
  return badges[status];
}

/** Minutes as people say them: `4 h`, `90 min`, `2 days`. */
export function minutesWords(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? "1 day" : `${minutes / 1_440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** What a definition promises, in a sentence. `hoursName` names its business hours. */
export function promiseWords(terms: ClockTerms, hoursName: string | null): string {
  const { start, stop, targetMinutes } = terms;
  return `From ${start} to ${stop} within ${countedWords(targetMinutes * 60_000)}, ${hoursName ? `counted in ${hoursName}` : "day and night"}`;
}

/** To what a definition applies, in words. */
export function scopeOf({ scope }: ClockTerms): string {
  const parts = [
    scope.services.length > 0 ? scope.services.join(", ") : "all services",
    ...(scope.tiers.length > 0 ? [`tier ${scope.tiers.join(", ")}`] : []),
    ...(scope.severities.length > 0 ? [scope.severities.join(", ")] : []),
  ];
  return parts.join(" · ");
}

/** Which pauses a definition allows. */
export function pauseWords({ pauses, maxPauses }: ClockTerms): string {
  if (pauses.length === 0 || maxPauses === 0) return "No pauses";
  const each = pauses.map(({ reason, capMinutes }) => `${reason}, up to ${minutesWords(capMinutes)}`);
  return `${maxPauses === 1 ? "One pause" : `Up to ${maxPauses} pauses`}: ${each.join("; ")}`;
}

/** A part of a target that is told. */
export function partName(usedPercent: number): string {
  return usedPercent === 100 ? "Breached" : `${usedPercent} % used`;
}

/** When somebody is told, in words. */
export function noticeWords({ notify }: ClockTerms): string {
  if (notify.length === 0) return "Nobody is told";
  const parts = notify.map(({ usedPercent }) => (usedPercent === 100 ? "when breached" : `at ${usedPercent} %`));
  return `Told ${parts.join(", ")}`;
}

/**
 * What each turn shows of its counted time (ms), in whole minutes that add up to what is used: the difference between the sums before and
 * after it, both cut. Turns are in the order of time, the last one ends with the clock.
 */
export function turnTimes(turns: readonly { readonly countedMs: number }[], elapsedMs: number): number[] {
  const minuteMs = 60_000;
  let after = elapsedMs;
  return turns
    .toReversed()
    .map(({ countedMs }) => {
      const before = after - countedMs;
      const shown = (Math.floor(after / minuteMs) - Math.floor(before / minuteMs)) * minuteMs;
      after = before;
      return shown;
    })
    .toReversed();
}

export const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Hours of a week in words; days that follow each other with the same hours are one stretch: `Mon–Fri 09:00–17:30`. */
export function hoursWords({ hours }: Pick<ScheduleTerms, "hours">): string {
  const stretches: { first: string; last: string; text: string }[] = [];
  let before = "";
  for (const [index, name] of weekdayNames.entries()) {
    const ofDay = hours.filter(({ weekday }) => weekday === index + 1);
    const text = ofDay.map(({ from, to }) => `${from}–${to}`).join(", ");
    const stretch = stretches.at(-1);
    if (stretch && text !== "" && text === before) stretch.last = name;
    else if (text !== "") stretches.push({ first: name, last: name, text });
    before = text;
  }
  const days = ({ first, last }: { first: string; last: string }) => (first === last ? first : `${first}–${last}`);
  return stretches.map((stretch) => `${days(stretch)} ${stretch.text}`).join("; ");
}

/** `Berlin, then Denver` */
export function regionWords({ handOver }: ScheduleTerms): string | null {
  return handOver ? [handOver.region, ...handOver.others.map(({ region }) => region)].join(", then ") : null;
}

export const eventNames: Readonly<Record<string, string>> = {
  triggered: "Opened",
  opened: "Opened",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
  reopened: "Opened again",
  paused: "Paused",
  resumed: "Resumed",
  merged: "Merged into another",
};

export const causeNames: Readonly<Record<string, string>> = {
  attached: "Begun",
  events: "Events changed",
  definition: "Definition changed",
  schedule: "Business hours changed",
  pause: "Paused",
  resume: "Resumed",
};

/** The clocks in a sentence. */
export function clocksAnswer(rows: readonly ClockView[]): string {
  const count = (...states: ClockStatus[]) => rows.filter(({ status }) => states.includes(status)).length;
  const breached = count("breached");
  const dark = count("undetermined");
  const unknown = dark === 0 ? "" : `; of ${dark} nobody can tell`;
  return `${breached === 0 ? "None" : breached} breached, ${count("running")} running, ${count("paused")} paused${unknown}.`;
}
