import type { z } from "zod";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import type { FiguresInput, RowsInput } from "../contract";
import type { DeliveryRecord } from "../domain/delivery-record";
import type { InsightRules, RulesVersion } from "../domain/insight-rules";
import { daysAsked, type Granularity, periodLimits, type ResolvedPeriod, resolvePeriod } from "../domain/periods";
import { type PreparedRecords, prepareRecords } from "../domain/prepared-records";
import { findRules, rulesAt } from "../insight-rules-read-model";
import { recordCacheOf } from "../kept-record-read-model";
import { type EnvironmentPlace, loadPlaces, type Place, type Places } from "../place-read-model";
import { listLanes } from "../record-read-model";

type Asked = Omit<z.infer<typeof RowsInput>, "limit" | "cursor" | "measure" | "show"> &
  Partial<Pick<FiguresInput, "granularity">>;

/** The records that a question is about, with everything that was resolved on the way. */
export interface Selected {
  /** Under the rules; one part for each place, or fewer. */
  readonly parts: readonly PreparedRecords[];
  readonly rules: RulesVersion;
  readonly zone: string;
  readonly period: ResolvedPeriod;
  readonly places: Places;
  readonly environments: readonly EnvironmentPlace[];
  /** What is not after this is known. */
  readonly now: Instant;
  readonly asOf: Instant | null;
}

/** The records of a selection in one list, for those who look at each. */
export function recordsOf(selected: Selected): DeliveryRecord[] {
  return selected.parts.flatMap((part) => part.records);
}

/** Find rules, window and records of a question. Throws `invalid_input` for names that are unknown and windows that are too long. */
export async function selectRecords(db: Db, asked: Asked, now: Instant): Promise<Selected> {
  const asOf = asked.asOf === undefined ? null : instant(Date.parse(asked.asOf));
  const known = asOf !== null && asOf < now ? asOf : now;
  const [rules, places] = await Promise.all([rulesOf(db, asked.rules, known), loadPlaces(prismaExecutor(db))]);
  const zone = asked.zone ?? rules.rules.timeZone;
  const period = periodOf(asked, zone, known);
  const environments = environmentsOf(asked.environment, rules.rules, places);
  const service = asked.service === undefined ? null : bySlug("service", asked.service, places.services);
  const lanes = await listLanes(prismaExecutor(db), {
    serviceId: service?.id ?? null,
    environmentIds: environments.map((environment) => environment.id),
  });
  const parts = await recordCacheOf(db).prepared(prismaExecutor(db), { ...lanes, atMs: asOf, rules });
  return { parts: narrow(parts, asked, rules, places), rules, zone, period, places, environments, now: known, asOf };
}

async function rulesOf(db: Db, version: number | undefined, at: Instant): Promise<RulesVersion> {
  if (version === undefined) return rulesAt(db, at);
  const found = await findRules(db, version);
  if (!found)
    throw invalidField(
      "rules",
      `There is no version ${version} of the rules.`,
      "Leave it out, or name one that exists.",
    );
  return found;
}

function periodOf(asked: Asked, zone: string, now: Instant): ResolvedPeriod {
  const granularity: Granularity = asked.granularity ?? "week";
  const question = { zone, period: asked.period, from: asked.from, to: asked.to, granularity, now };
  const days = daysAsked(question);
  if (days.days < 1) throw invalidField("from", "The first day is after the last.", "Give an earlier day.");
  if (days.days > periodLimits.days)
    throw invalidField("from", `The window has ${days.days} days.`, `Ask for at most ${periodLimits.days} days.`);
  if (granularity === "day" && days.days > periodLimits.buckets)
    throw invalidField("granularity", `The window has ${days.days} days.`, "Ask for weeks, months or quarters.");
  return resolvePeriod(question);
}

/** The environments that are meant: a named one, all, or those that the rules call production. */
function environmentsOf(slug: string | undefined, rules: InsightRules, places: Places): EnvironmentPlace[] {
  const all = [...places.environments.values()];
  if (slug === "all") return all;
  if (slug !== undefined) return [bySlug("environment", slug, places.environments)];
  return all.filter(
    (environment) =>
      rules.productionKinds.includes(environment.kind) || rules.productionEnvironments.includes(environment.slug),
  );
}

function bySlug<Kind extends Place>(field: string, slug: string, places: ReadonlyMap<string, Kind>): Kind {
  const found = [...places.values()].find((place) => place.slug === slug);
  if (!found) throw invalidField(field, `There is no ${field} ${slug}.`, "Check its name, or leave it out.");
  return found;
}

/** As they are when nothing narrows them: there may be hundreds of thousands. */
function narrow(
  parts: readonly PreparedRecords[],
  { tier, team }: Asked,
  { rules }: RulesVersion,
  places: Places,
): readonly PreparedRecords[] {
  if (tier === undefined && team === undefined) return parts;
  const teamId = team === undefined || team === "none" ? null : bySlug("team", team, places.teams).id;
  const isMeant = (record: DeliveryRecord): boolean =>
    (tier === undefined || record.tier === tier) && (team === undefined || record.teamId === teamId);
  return parts.flatMap((part) => {
    const own = part.records.filter(isMeant);
    if (own.length === part.records.length) return [part];
    return own.length === 0 ? [] : [prepareRecords(own, rules)];
  });
}
