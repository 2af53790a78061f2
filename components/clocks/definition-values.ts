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

/** The fields of the form of business hours: a stretch for each weekday. */
export interface HoursValues extends Record<string, unknown> {
  slug: string;
  name: string;
  timeZone: string;
  /** `09:00-12:00, 13:00-17:00`, Monday first; empty: closed. */
  days: string[];
  holidays: string[];
  reason: string;
}

const office = "09:00-17:00";

/** What the form of business hours shows at first. */
export function hoursValues(schedule: ScheduleView | null): HoursValues {
  return {
    slug: schedule?.slug ?? "",
    name: schedule?.name ?? "",
    timeZone: schedule?.terms.timeZone ?? "Europe/Berlin",
    days: weekdayNames.map((_, index) =>
      schedule
        ? schedule.terms.hours
            .filter(({ weekday }) => weekday === index + 1)
            .map(({ from, to }) => `${from}-${to}`)
            .join(", ")
        : index < 5
          ? office
          : "",
    ),
    holidays: [...(schedule?.terms.holidays ?? [])],
    reason: "",
  };
}

/** The terms that the form says, stretch by stretch. */
export function scheduleTermsOf({ timeZone, days, holidays }: HoursValues): ScheduleTerms {
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
