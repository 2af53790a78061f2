import type { ClockDefinitionView, ClockTerms, ScheduleTerms, ScheduleView } from "@/lib/clocks/contract";
import { weekdayNames } from "./clock-words";

/** The fields of the form; numbers are what the inputs hold. */
export interface DefinitionValues extends Record<string, unknown> {
  slug: string;
  name: string;
  terms: {
    scope: { services: string[]; tiers: string[]; severities: string[] };
    start: string;
    stop: string;
    targetMinutes: number | string;
    schedule: string | null;
    onReopen: string;
    pauses: { reason: string; capMinutes: number | string; needsEvidence: boolean }[];
    maxPauses: number | string;
    notify: { usedPercent: number | string; tell: string[] }[];
  };
  reason: string;
}

/** What the form shows at first: the definition, or what is usual. */
export function definitionValues(definition: ClockDefinitionView | null): DefinitionValues {
  const terms = definition?.terms;
  return {
    slug: definition?.slug ?? "",
    name: definition?.name ?? "",
    terms: {
      scope: {
        services: [...(terms?.scope.services ?? [])],
        tiers: (terms?.scope.tiers ?? []).map(String),
        severities: [...(terms?.scope.severities ?? [])],
      },
      start: terms?.start ?? "opened",
      stop: terms?.stop ?? "resolved",
      targetMinutes: terms?.targetMinutes ?? 240,
      schedule: terms?.schedule ?? null,
      onReopen: terms?.onReopen ?? "continue",
      pauses: terms?.pauses.map((pause) => ({ ...pause })) ?? [newPause()],
      maxPauses: terms?.maxPauses ?? 3,
      notify: (terms?.notify ?? usualNotices).map(({ usedPercent, tell }) => ({ usedPercent, tell: [...tell] })),
    },
    reason: "",
  };
}

/** What a new definition tells unless said otherwise. */
const usualNotices = [50, 75, 90, 100].map((usedPercent) => ({ usedPercent, tell: [] }));

/** A pause rule as the form begins with. */
export function newPause(): DefinitionValues["terms"]["pauses"][number] {
  return { reason: "Waiting for the customer", capMinutes: 1_440, needsEvidence: true };
}

/** The terms that the form says; what is wrong in it comes back from the server beside its field. */
export function termsOf({ terms }: DefinitionValues): ClockTerms {
  return {
    ...terms,
    scope: { ...terms.scope, tiers: terms.scope.tiers.map(Number) },
    targetMinutes: Number(terms.targetMinutes),
    maxPauses: Number(terms.maxPauses),
    pauses: terms.pauses.map((pause) => ({ ...pause, capMinutes: Number(pause.capMinutes) })),
    notify: terms.notify.map((one) => ({ ...one, usedPercent: Number(one.usedPercent) })),
  } as ClockTerms;
}

/** A week in the form: a text for each weekday, and days off. */
export interface WeekValues {
  timeZone: string;
  /** `09:00-12:00, 13:00-17:00`, Monday first; empty: closed. */
  days: string[];
  holidays: string[];
}

/** A region beside the first one. */
export interface RegionValues extends WeekValues {
  region: string;
  tell: string[];
}

/** The fields of the form of business hours. */
export interface HoursValues extends Record<string, unknown>, WeekValues {
  slug: string;
  name: string;
  /** Of the schedule's own hours, where it is handed over. */
  region: string;
  tell: string[];
  rule: string;
  others: RegionValues[];
  reason: string;
}

const office = "09:00-17:00";

/** What the form of business hours shows at first. */
export function hoursValues(schedule: ScheduleView | null): HoursValues {
  const handOver = schedule?.terms.handOver;
  return {
    slug: schedule?.slug ?? "",
    name: schedule?.name ?? "",
    ...weekValues(schedule?.terms ?? null, "Europe/Berlin"),
    region: handOver?.region ?? "",
    tell: [...(handOver?.tell ?? [])],
    rule: handOver?.rule ?? "at_close",
    others: (handOver?.others ?? []).map((one) => ({
      ...{ region: one.region, tell: [...one.tell] },
      ...weekValues(one, one.timeZone),
    })),
    reason: "",
  };
}

/** A region as the form begins with. */
export function newRegion(): RegionValues {
  return { region: "", tell: [], ...weekValues(null, "America/New_York") };
}

function weekValues(
  week: Pick<ScheduleTerms, "timeZone" | "hours" | "holidays"> | null,
  usualZone: string,
): WeekValues {
  const daysOf = (hours: ScheduleTerms["hours"]) =>
    weekdayNames.map((_, index) =>
      hours
        .filter(({ weekday }) => weekday === index + 1)
        .map(({ from, to }) => `${from}-${to}`)
        .join(", "),
    );
  return {
    timeZone: week?.timeZone ?? usualZone,
    days: week ? daysOf(week.hours) : weekdayNames.map((_, index) => (index < 5 ? office : "")),
    holidays: [...(week?.holidays ?? [])],
  };
}

/** The terms that the form says, stretch by stretch. */
export function scheduleTermsOf(values: HoursValues): ScheduleTerms {
  const { region, tell, rule, others } = values;
  if (others.length === 0) return weekOf(values);
  const further = others.map((one) => ({ region: one.region, ...weekOf(one), tell: one.tell }));
  return { ...weekOf(values), handOver: { region, tell, rule: rule as "at_close" | "at_open", others: further } };
}

function weekOf({ timeZone, days, holidays }: WeekValues): Pick<ScheduleTerms, "timeZone" | "hours" | "holidays"> {
  const hours = days.flatMap((text, index) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => {
        const [from = "", to = ""] = part.split(/\s*[-–]\s*/);
        return { weekday: index + 1, from, to };
      }),
  );
  return { timeZone: timeZone.trim(), hours, holidays };
}
