import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import type { UnderWay, WindowKind, WindowView } from "@/lib/calendar/contract";
import type { PreviewQuery } from "@/lib/calendar/queries";
import { addDays } from "./calendar-range";
import { type Repeat, repeatOf, ruleOf } from "./repeat-values";

/** What the API is sent. */
export interface WindowFields {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environment: string | null;
  readonly service: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly recurrence: { readonly rule: string; readonly timeZone: string; readonly exdates: string[] } | null;
  readonly underWay: UnderWay;
  readonly holdsFlagFlips: boolean;
}

/** What the dialog asks for. Times are those of `zone`. */
export interface WindowValues extends Record<string, unknown> {
  kind: WindowKind;
  name: string;
  environment: string | null;
  service: string | null;
  zone: string;
  startsAt: string;
  endsAt: string;
  repeat: Repeat;
  weekdays: readonly string[];
  untilDay: string;
  rule: string;
  underWay: UnderWay;
  /** What the kind does, until somebody says otherwise. */
  flagFlips: "kind" | "held" | "free";
  exdates: readonly string[];
}

const hourMs = 3_600_000;

/** The values of a window, or of a new one from the next hour on; `shiftDays` moves it by days of its calendar. */
export function initialValues(window: WindowView | null, zone: string, nowMs: number, shiftDays = 0): WindowValues {
  const own = window?.recurrence?.timeZone ?? zone;
  const nextHour = Math.ceil(nowMs / hourMs) * hourMs;
  const startsAt = window ? Date.parse(window.startsAt) : nextHour;
  const endsAt = window ? Date.parse(window.endsAt) : nextHour + 2 * hourMs;
  const { repeat, weekdays, untilDay, rule } = repeatOf(window?.recurrence?.rule ?? null);
  return {
    ...{ repeat, weekdays, untilDay, rule, zone: own },
    kind: window?.kind ?? "blackout",
    name: window?.name ?? "",
    environment: window?.environment?.slug ?? null,
    service: window?.service?.slug ?? null,
    startsAt: moved(toWallClock(startsAt, own), shiftDays),
    endsAt: moved(toWallClock(endsAt, own), shiftDays),
    underWay: window?.underWay ?? "hold",
    flagFlips: window === null ? "kind" : window.holdsFlagFlips ? "held" : "free",
    exdates: window?.recurrence?.exdates ?? [],
  };
}

function moved(wallClock: string, days: number): string {
  return `${addDays(wallClock.slice(0, 10), days)}${wallClock.slice(10)}`;
}

/** The instant a person typed, in the form of the API; what cannot be read goes as it is, for the server to name. */
function toInstant(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? text : new Date(at).toISOString();
}

export function fieldsOf(values: WindowValues): WindowFields {
  const { kind, name, environment, service, zone, underWay, exdates } = values;
  const holdsFlagFlips = values.flagFlips === "kind" ? kind === "blackout" : values.flagFlips === "held";
  const rule = ruleOf(values);
  return {
    ...{ kind, name, environment, service, underWay, holdsFlagFlips },
    startsAt: toInstant(values.startsAt, zone),
    endsAt: toInstant(values.endsAt, zone),
    recurrence: rule === null ? null : { rule, timeZone: zone, exdates: [...exdates] },
  };
}

/** What the preview is asked; null while nothing repeats or the times are not there yet. */
export function previewOf(values: WindowValues): PreviewQuery | null {
  const { startsAt, endsAt, recurrence } = fieldsOf(values);
  if (!recurrence || recurrence.rule === "" || !startsAt.endsWith("Z") || !endsAt.endsWith("Z")) return null;
  const { rule, timeZone, exdates } = recurrence;
  return { startsAt, endsAt, rule, timeZone, exdates: exdates.join(",") };
}

/** Every zone that the browser knows, those in use first. */
export function zonesWith(...used: readonly string[]): string[] {
  return [...new Set([...used, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
