import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { isTimeZone, type Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { findReserved, type NamedEnvironment } from "../reservation-read-model";
import type { StoredTerms } from "../terms-read-model";

/** An environment by its slug. Throws `not_found`. */
export async function requireEnvironment(db: SqlExecutor, slug: string): Promise<NamedEnvironment> {
  const found = await findReserved(db, slug);
  if (!found) throw notFound("environment", slug);
  return found;
}

/** Ids of services by their slugs. Throws `invalid_input` naming each that is not there. */
export async function requireServices(db: Db | Tx, slugs: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(slugs)];
  const known = await serviceIdsBySlug(db, wanted);
  const missing = wanted.filter((slug) => !known.has(slug));
  if (missing.length === 0) return wanted.map((slug) => known.get(slug) ?? "");
  throw invalid(
    missing.map((slug) => ({
      code: "unknown_service",
      field: "services",
      message: `There is no service “${slug}”.`,
      remedy: "Correct the slug, or name no service for the whole environment.",
    })),
  );
}

/** Throws `invalid_input` for a zone that this machine does not know. */
export function requireZone(timeZone: string, field: string): void {
  if (!isTimeZone(timeZone))
    throw invalidField(field, `There is no time zone “${timeZone}”.`, "Name one as Europe/Berlin, or UTC.");
}

export function invalid(reasons: readonly Reason[]): AppError {
  return new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}

/** How far ahead a reservation may begin. */
export const aheadMs = 180 * 86_400_000;
const defaultWaitMs = 7 * 86_400_000;

export interface NamedTimes {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly waitsUntil?: string | undefined;
  readonly units?: number | null | undefined;
  readonly prepareMinutes?: number;
}

/** The wished span, and until when it is of use. Throws `invalid_input` with every reason: what lies behind, too long, too much. */
export function wishedTimes(
  given: NamedTimes,
  { terms, now }: { readonly terms: StoredTerms; readonly now: Instant },
): { readonly span: Period; readonly waitsUntil: Instant } {
  const span = { from: instant(Date.parse(given.startsAt)), to: instant(Date.parse(given.endsAt)) };
  const waitsUntil =
    given.waitsUntil === undefined
      ? instant(Math.max(span.from, now) + defaultWaitMs)
      : instant(Date.parse(given.waitsUntil));
  const reasons = [
    ...spanReasons(span, terms, now),
    ...(waitsUntil < span.from
      ? [reason("waitsUntil", "It would stop waiting before it could begin.", "Choose a later time to wait until.")]
      : []),
    ...((given.prepareMinutes ?? 0) * 60_000 >= span.to - span.from && span.to > span.from
      ? [
          reason(
            "prepareMinutes",
            "Preparing the data would take all of it.",
            "Choose a later end, or prepare for less.",
          ),
        ]
      : []),
    ...((given.units ?? 0) > terms.capacity
      ? [reason("units", `There are ${terms.capacity} units to share here.`, `Ask for ${terms.capacity} at most.`)]
      : []),
  ];
  if (reasons.length > 0) throw invalid(reasons);
  // What began before now begins now: the past is nobody's.
  return { span: { from: instant(Math.max(span.from, now)), to: span.to }, waitsUntil };
}

function reason(field: string, message: string, remedy: string): Reason {
  return { code: "bad_wish", field, message, remedy };
}

function spanReasons({ from, to }: Period, { maxHours, maxMs }: StoredTerms, now: Instant): Reason[] {
  if (to <= from) return [reason("endsAt", "A reservation ends after it starts.", "Choose a later end.")];
  if (to <= now) return [reason("endsAt", "This time is over.", "Choose a later end.")];
  const isLong = to - from > maxMs;
  const isFar = from > now + aheadMs;
  return [
    ...(isLong ? [reason("endsAt", `Here a reservation takes ${maxHours} h at most.`, "Choose an earlier end.")] : []),
    ...(isFar ? [reason("startsAt", "Reservations begin within 180 days.", "Choose an earlier start.")] : []),
  ];
}
