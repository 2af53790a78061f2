import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { isTimeZone, type Period } from "@/lib/kernel/zoned-time";
import type { Tx } from "@/lib/platform/db/prisma";
import type { UnderWay, WindowKind } from "../contract";
import { boundsOf, type Recurrence, recurrenceFrom } from "../domain/recurrence";
import { normalRule, recurrenceReasons } from "../domain/rule-check";
import type { WindowFields } from "../window-store";

/** A window as an input names it, with slugs. */
export interface NamedWindow {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environment: string | null;
  readonly service: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly recurrence: NamedRecurrence | null;
  readonly underWay: UnderWay;
  /** What its kind does when it is left out. */
  readonly holdsFlagFlips?: boolean | undefined;
}

export interface NamedRecurrence {
  readonly rule: string;
  readonly timeZone: string;
  readonly exdates: readonly string[];
}

/** A first time that comes back, or every reason why it cannot. */
export function resolveRecurrence(
  first: Period,
  { rule, timeZone, exdates }: NamedRecurrence,
): { readonly recurrence: Recurrence; readonly reasons: readonly Reason[] } {
  const zone = isTimeZone(timeZone) ? timeZone : "UTC";
  const recurrence = recurrenceFrom(first, { rule: normalRule(rule), timeZone: zone, exdates: [...exdates] });
  return { recurrence, reasons: recurrenceReasons({ ...recurrence, timeZone }) };
}

function unknown(field: "service" | "environment", slug: string): Reason {
  return {
    code: `unknown_${field}`,
    field,
    message: `There is no ${field} “${slug}”.`,
    remedy: `Correct the slug, or leave it out for every ${field}.`,
  };
}

/** The fields to store. Throws `invalid_input` with every reason: unknown places, an end that is not after the start, a rule that is none. */
export async function resolveWindow(tx: Tx, named: NamedWindow): Promise<WindowFields> {
  const { environment, service, kind, name, underWay } = named;
  const environmentId = environment === null ? null : (await environmentIdsBySlug(tx, [environment])).get(environment);
  const serviceId = service === null ? null : (await serviceIdsBySlug(tx, [service])).get(service);
  const reasons: Reason[] = [];
  if (environmentId === undefined) reasons.push(unknown("environment", environment ?? ""));
  if (serviceId === undefined) reasons.push(unknown("service", service ?? ""));
  const when = timesOf(named);
  reasons.push(...when.reasons);
  if (reasons.length > 0 || environmentId === undefined || serviceId === undefined) {
    throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
  }
  const { span, recurrence } = when;
  const times = { startsAt: new Date(span.from), endsAt: new Date(span.to), recurrence };
  const holdsFlagFlips = named.holdsFlagFlips ?? kind === "blackout";
  return { kind, name, environmentId, serviceId, underWay, holdsFlagFlips, ...times };
}

function timesOf(named: Pick<NamedWindow, "startsAt" | "endsAt" | "recurrence">) {
  const first = periodOf(named);
  if (first.to <= first.from) {
    const message = "The window must end after it starts.";
    const reason = { code: "ends_before_start", field: "endsAt", message, remedy: "Choose a later end." };
    return { span: first, recurrence: null, reasons: [reason] };
  }
  if (named.recurrence === null) return { span: first, recurrence: null, reasons: [] };
  const { recurrence, reasons } = resolveRecurrence(first, named.recurrence);
  const span = reasons.length === 0 ? boundsOf(recurrence) : null;
  return { span: span ?? first, recurrence, reasons };
}

/** What two texts of an input name. */
export function periodOf({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }): Period {
  return { from: instant(Date.parse(startsAt)), to: instant(Date.parse(endsAt)) };
}
