import type { Status } from "@/components/feedback/status";
import type { ClockStatus, ClockTerms, ClockView, ScheduleTerms } from "@/lib/clocks/contract";

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

/** A stretch of time in words, whole minutes; below zero it says how much is overdrawn. */
export function leftWords(remainingMs: number): string {
  const minutes = Math.floor(Math.abs(remainingMs) / 60_000);
  const hours = Math.floor(minutes / 60);
  const text = hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
  return remainingMs < 0 ? `${text} over` : `${text} left`;
}

/** What a definition promises, in a sentence. */
export function promiseWords(terms: ClockTerms): string {
  const from = terms.start === "opened" ? "opened" : "acknowledged";
  const hours = terms.targetMinutes % 60 === 0 ? `${terms.targetMinutes / 60} h` : `${terms.targetMinutes} min`;
  return `From ${from} to ${terms.stop} within ${hours} of ${terms.schedule ? `“${terms.schedule}”` : "day and night"}`;
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
  const each = pauses.map(({ reason, capMinutes }) => `${reason}, at most ${capMinutes} min`);
  return `At most ${maxPauses} pauses: ${each.join("; ")}`;
}

export const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Hours of a week in words. */
export function hoursWords({ hours }: ScheduleTerms): string {
  return hours.map(({ weekday, from, to }) => `${weekdayNames[weekday - 1]} ${from}–${to}`).join(", ");
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
  const words = breached === 0 ? "None is breached" : breached === 1 ? "One is breached" : `${breached} are breached`;
  const unknown = dark === 0 ? "" : dark === 1 ? "; of one nobody can tell" : `; of ${dark} nobody can tell`;
  return `${words}, ${count("running", "paused")} run or are paused${unknown}.`;
}
