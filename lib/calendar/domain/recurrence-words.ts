import type { Recurrence } from "./recurrence";

const dayNames: Readonly<Record<string, string>> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};
const monthNames = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];
const units: Readonly<Record<string, string>> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };

/**
 * A recurrence in words: "Every week on Friday at 17:00 for 2 days 15 h, Europe/Berlin time". A rule with parts for which there are no words is
 * told as it is written.
 */
export function recurrenceWords(recurrence: Recurrence): string {
  return wordsWith(recurrence, ` for ${lengthWords(recurrence.durationMinutes)}`);
}

/** The same of moments that come back: "Every week on Tuesday at 10:00, Europe/Berlin time". */
export function momentWords(recurrence: Recurrence): string {
  return wordsWith(recurrence, "");
}

function wordsWith({ rule, timeZone, localStart, exdates }: Recurrence, length: string): string {
  const without = exdates.length === 0 ? "" : `, without ${exdates.length} ${exdates.length === 1 ? "day" : "days"}`;
  return `${ruleWords(rule)} at ${localStart.slice(11, 16)}${length}, ${timeZone} time${without}`;
}

/** Minutes as days, hours and minutes: "2 days 15 h". */
function lengthWords(minutes: number): string {
  const days = Math.floor(minutes / 1_440);
  const parts = [
    days === 0 ? "" : days === 1 ? "1 day" : `${days} days`,
    minutes % 1_440 < 60 ? "" : `${Math.floor((minutes % 1_440) / 60)} h`,
    minutes % 60 === 0 ? "" : `${minutes % 60} min`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const told = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "COUNT", "WKST"]);

function ruleWords(rule: string): string {
  const parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  if ([...parts.keys()].some((name) => !told.has(name))) return `By ${rule}`;
  const unit = units[parts.get("FREQ") ?? ""] ?? "time";
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const days = parts.get("BYDAY")?.split(",").map(dayWords);
  const dates = parts.get("BYMONTHDAY")?.split(",").map(dateWords);
  const months = parts
    .get("BYMONTH")
    ?.split(",")
    .map((month) => monthNames[Number(month) - 1] ?? month);
  const until = parts.get("UNTIL");
  return [
    interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`,
    days ? `on ${listed(days)}` : "",
    dates ? `on ${listed(dates)}` : "",
    months ? `in ${listed(months)}` : "",
    until ? `until ${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` : "",
    parts.has("COUNT") ? `${parts.get("COUNT")} times` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function dayWords(day: string): string {
  const name = dayNames[day.slice(-2)] ?? day;
  const nth = Number(day.slice(0, -2) || 0);
  if (nth === 0) return name;
  if (nth === -1) return `the last ${name}`;
  return nth < 0 ? `the ${ordinal(-nth)} last ${name}` : `the ${ordinal(nth)} ${name}`;
}

function dateWords(date: string): string {
  const day = Number(date);
  if (day === -1) return "the last day";
  return day < 0 ? `the ${ordinal(-day)} last day` : `the ${ordinal(day)}`;
}

function ordinal(number: number): string {
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

function listed(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
