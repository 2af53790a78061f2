import type { Reason } from "@/lib/kernel/result";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { boundsOf, maxDurationMinutes, type Recurrence } from "./recurrence";

/** Is each of `A,B,C` a whole number of these bounds? Below zero counts from the end. */
function numbers(low: number, high: number, mayCountBack = false): (value: string) => boolean {
  return (value) =>
    value.split(",").every((one) => {
      if (!/^[+-]?\d{1,4}$/.test(one)) return false;
      const number = Number(one);
      return (mayCountBack ? Math.abs(number) : number) >= low && Math.abs(number) <= high;
    });
}

const matches = (pattern: RegExp) => (value: string) => pattern.test(value);

/** What each part of a rule may say, and how that is told. */
const parts: Readonly<Record<string, readonly [(value: string) => boolean, string]>> = {
  FREQ: [matches(/^(DAILY|WEEKLY|MONTHLY|YEARLY)$/), "DAILY, WEEKLY, MONTHLY or YEARLY"],
  INTERVAL: [numbers(1, 400), "a whole number from 1 to 400"],
  COUNT: [numbers(1, 1_000), "a whole number from 1 to 1000"],
  UNTIL: [matches(/^\d{8}(T\d{6}Z)?$/), "a day as 20261231, or a time in UTC as 20261231T220000Z"],
  BYDAY: [
    matches(/^[+-]?[1-5]?\d?(MO|TU|WE|TH|FR|SA|SU)(,[+-]?[1-5]?\d?(MO|TU|WE|TH|FR|SA|SU))*$/),
    "days as MO,WE or -1FR",
  ],
  BYMONTHDAY: [numbers(1, 31, true), "days of the month, 1 to 31 or -31 to -1"],
  BYYEARDAY: [numbers(1, 366, true), "days of the year, 1 to 366 or -366 to -1"],
  BYWEEKNO: [numbers(1, 53, true), "weeks of the year, 1 to 53 or -53 to -1"],
  BYMONTH: [numbers(1, 12), "months, 1 to 12"],
  BYSETPOS: [numbers(1, 366, true), "places, 1 to 366 or -366 to -1"],
  BYHOUR: [numbers(0, 23), "hours, 0 to 23"],
  BYMINUTE: [numbers(0, 59), "minutes, 0 to 59"],
  WKST: [matches(/^(MO|TU|WE|TH|FR|SA|SU)$/), "the day a week begins with: MO"],
};

/** A rule as it is stored: without `RRULE:`, blanks and a semicolon at its end, in capitals. */
export function normalRule(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .replace(/;$/, "")
    .replaceAll(/\s/g, "");
}

const field = "recurrence.rule";

function refused(code: string, message: string, remedy: string): Reason {
  return { code, field, message, remedy };
}

/** Everything that is wrong with the words of a rule; empty when it can be followed. */
function wordReasons(rule: string): Reason[] {
  const reasons: Reason[] = [];
  const said = new Map<string, string>();
  for (const part of rule.split(";")) {
    const [name = "", value = ""] = part.split("=");
    const known = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!known) {
      const remedy = `Use ${Object.keys(parts).join(", ")}.`;
      reasons.push(refused("unknown_part", `A rule has no part “${part.slice(0, 40)}”.`, remedy));
    } else if (said.has(name)) {
      reasons.push(refused("part_twice", `The rule says ${name} twice.`, "Write each part once."));
    } else if (!known[0](value)) {
      reasons.push(refused("bad_part", `${name} cannot be “${value.slice(0, 40)}”.`, `Give ${known[1]}.`));
    }
    said.set(name, value);
  }
  if (!said.has("FREQ"))
    reasons.push(refused("no_freq", "The rule does not say how often.", "Begin with FREQ=WEEKLY."));
  if (said.has("COUNT") && said.has("UNTIL")) {
    reasons.push(refused("two_ends", "The rule ends twice, by COUNT and by UNTIL.", "Keep one of them."));
  }
  return reasons;
}

/** Everything that is wrong with a recurrence, by field and with its remedy; empty when it can be kept. */
export function recurrenceReasons(recurrence: Recurrence): Reason[] {
  const reasons = wordReasons(recurrence.rule);
  if (!isTimeZone(recurrence.timeZone)) {
    reasons.push({
      code: "unknown_zone",
      field: "recurrence.timeZone",
      message: `There is no time zone “${recurrence.timeZone}”.`,
      remedy: "Name one as Europe/Berlin, or UTC.",
    });
  }
  if (recurrence.durationMinutes > maxDurationMinutes) {
    const message = "What comes back may last 31 days at most.";
    reasons.push({ code: "too_long", field: "endsAt", message, remedy: "Choose an earlier end." });
  }
  return reasons.length > 0 ? reasons : occurrenceReasons(recurrence);
}

function occurrenceReasons(recurrence: Recurrence): Reason[] {
  try {
    if (boundsOf(recurrence) !== null) return [];
  } catch (error) {
    if (!isEngineRefusal(error)) throw error;
  }
  return [
    refused("never_happens", "By this rule nothing ever happens.", "Look at its days, its end and what is left out."),
  ];
}

/** What the engine says of parts that contradict one another, or of a search that finds nothing. */
function isEngineRefusal(error: unknown): boolean {
  return error instanceof Error && !(error instanceof TypeError);
}
