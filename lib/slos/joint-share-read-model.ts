import type { Instant } from "@/lib/kernel/instant";
import { fromDecimal, type Rational } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type CompositeDefinition, type CountedDefinition, SloDefinition } from "./contract";
import { loadCompositeParts } from "./derived-level-read-model";
import type { CompositePartView } from "./detail-contract";
import { methodOf, shareOf } from "./domain/evaluation";
import { addJoint, emptyJoint, type JointSums, partText, sharesOfJoint, sharesOfTaken } from "./domain/joint-share";
import { hourMs, minuteMs } from "./domain/minutes";
import { isComposite, isCounted } from "./domain/sli-kind";
import { loadSlices } from "./minute-read-model";
import { findMeasured } from "./objective-read-model";
import { dependenciesOf } from "./promise-read-model";
import { listVendorTermsViews } from "./vendor-terms-read-model";

/** Who has a part in what was bad of an objective, with the evidence in words. */
export interface JointShare {
  readonly kind: "own" | "objective" | "vendor" | "unknown";
  /** Slug of the objective that has it; null for vendors and for what nobody knows. */
  readonly objective: string | null;
  readonly name: string;
  readonly serviceId: string | null;
  readonly teamId: string | null;
  /** Of all that was bad, in percent, cut; null where no part can be told. */
  readonly sharePercent: string | null;
  readonly evidence: string;
}

const include = {
  service: { select: { id: true, slug: true, name: true, tier: true, ownerTeamId: true } },
  environment: { select: { id: true, slug: true, name: true } },
} as const;

/**
 * The parts of a composite, or of an objective that stands on others, in what was bad over a period: largest first. Empty where nothing
 * stands behind it, or nothing was bad. Over a stretch of minutes at a time: others use the process between.
 */
export async function loadJointShares(
  db: Db | Tx,
  objectiveId: string,
  period: Period,
  now: Instant,
): Promise<JointShare[]> {
  const row = await db.objective.findUnique({ where: { id: objectiveId }, include });
  if (!row) return [];
  const definition = SloDefinition.parse(row.definition);
  if (isComposite(definition)) return sharesOfComposite(db, { id: row.id, definition }, period);
  if (!isCounted(definition)) return [];
  return sharesOfDependent(db, row, definition, { period, now });
}

type Row = NonNullable<Awaited<ReturnType<typeof rowsOf>>[number]>;

function rowsOf(db: Db | Tx, slugs: readonly string[]) {
  return db.objective.findMany({ where: { slug: { in: [...slugs] } }, include, orderBy: { slug: "asc" } });
}

async function sharesOfComposite(
  db: Db | Tx,
  composite: { readonly id: string; readonly definition: CompositeDefinition },
  period: Period,
): Promise<JointShare[]> {
  const parts = await loadCompositeParts(prismaExecutor(db), composite, period);
  const rows = await rowsOf(
    db,
    parts.map(({ slug }) => slug),
  );
  // What is certain: unknown time takes nothing from the level at best.
  const taken = sharesOfTaken(parts.map((part) => takenOf(part.takesBestPoints)));
  const shares = parts.map((part, index): JointShare => {
    const row = rows.find(({ slug }) => slug === part.slug);
    const share = taken[index] ?? null;
    return {
      ...partyOf(part.slug, part.name, row),
      sharePercent: share && partText(share),
      evidence: evidenceOf(part),
    };
  });
  return shares.every(({ sharePercent }) => sharePercent === null) && composite.definition.sli.combine !== "any"
    ? []
    : shares.sort(byShare);
}

function takenOf(points: string | null): Rational | null {
  return points === null ? null : fromDecimal(points);
}

function partyOf(slug: string, name: string, row: Row | undefined) {
  return {
    kind: "objective" as const,
    objective: slug,
    name,
    serviceId: row?.service.id ?? null,
    teamId: row?.service.ownerTeamId ?? null,
  };
}

function evidenceOf({ worstPercent, bestPercent, takesBestPoints, takesWorstPoints, gap }: CompositePartView): string {
  if (gap !== null) return gap;
  const level = worstPercent === bestPercent ? `${bestPercent} %` : `${worstPercent} to ${bestPercent} %`;
  if (takesBestPoints === null)
    return `It was at ${level}. Parts stand in for each other: which of them it was cannot be told from levels.`;
  const worst = takesWorstPoints === takesBestPoints ? "" : `, ${takesWorstPoints} at worst`;
  return `It was at ${level}, which takes ${takesBestPoints} percentage points from the level${worst}.`;
}

interface Dependency {
  readonly row: Row;
  readonly definition: CountedDefinition;
  readonly targetId: string;
}

async function sharesOfDependent(
  db: Db | Tx,
  row: Row,
  definition: CountedDefinition,
  { period, now }: { readonly period: Period; readonly now: Instant },
): Promise<JointShare[]> {
  const { service, environment } = row;
  const promising = {
    serviceId: service.id,
    service: service.slug,
    environmentId: environment.id,
    environment: environment.slug,
  };
  const named = await dependenciesOf(db, { definition, place: promising }, now);
  const slugs = named.flatMap((one) => (one.kind === "objective" ? one.objective : []));
  const terms = named.flatMap((one) => (one.kind === "vendor" ? one.terms : []));
  if (named.length === 0) return [];
  const place = await findMeasured(db, row, definition.sli);
  const dependencies = await measuredOf(db, slugs);
  if (!place) return [];
  const sums = await sumsOver(db, { targetId: place.targetId, definition }, dependencies, period);
  const shares = sharesOfJoint(sums);
  if (shares === null) return [];
  const own: JointShare = {
    ...partyOf(row.slug, row.name, row),
    kind: "own",
    sharePercent: partText(shares.own),
    evidence: `Bad while nothing that it stands on was known to be: ${sums.badMinutes} minutes had something bad in all.`,
  };
  const others = dependencies.map((one, index): JointShare => {
    const share = shares.dependencies[index];
    return {
      ...partyOf(one.row.slug, one.row.name, one.row),
      sharePercent: share === undefined ? null : partText(share),
      evidence: `Below its own ${one.definition.targetPercent} % in ${sums.togetherMinutes[index]} of the ${sums.badMinutes} bad minutes. That it came at the same time does not prove that it came from it.`,
    };
  });
  const vendors = await listVendorTermsViews(db, now, terms);
  const promised = vendors.map(
    ({ name, vendor, promisedPercent }): JointShare => ({
      ...{
        kind: "vendor",
        objective: null,
        name: `${name} of ${vendor}`,
        serviceId: null,
        teamId: null,
        sharePercent: null,
      },
      evidence: `It promises ${promisedPercent} %. No minutes of it are counted here: ask it for its own record of this period.`,
    }),
  );
  const nobody: JointShare = {
    ...{ kind: "unknown", objective: null, name: "Not known", serviceId: null, teamId: null },
    sharePercent: partText(shares.unknown),
    evidence: "Bad while something that it stands on told nothing.",
  };
  return [...[own, ...others].sort(byShare), ...(sums.unknown > 0n ? [nobody] : []), ...promised];
}

/** Those of these objectives of which minutes are counted. */
async function measuredOf(db: Db | Tx, slugs: readonly string[]): Promise<Dependency[]> {
  const found: Dependency[] = [];
  for (const row of await rowsOf(db, slugs)) {
    const definition = SloDefinition.parse(row.definition);
    if (!isCounted(definition) || row.retiredAt) continue;
    const place = await findMeasured(db, row, definition.sli);
    if (place) found.push({ row, definition, targetId: place.targetId });
  }
  return found;
}

/** As many minutes as are looked at at once. */
const chunkMs = 7 * 24 * hourMs;

async function sumsOver(
  db: Db | Tx,
  subject: { readonly targetId: string; readonly definition: CountedDefinition },
  dependencies: readonly Dependency[],
  period: Period,
): Promise<JointSums> {
  const asked = [subject, ...dependencies].map(({ targetId, definition }) => ({ targetId, sli: definition.sli }));
  const rule = {
    method: methodOf(subject.definition.method),
    dependencyTargets: dependencies.map(({ definition }) => shareOf(definition.targetPercent)),
  };
  let sums = emptyJoint(dependencies.length);
  const begin = Math.floor(period.from / hourMs) * hourMs;
  for (let from = begin; from < period.to; from += chunkMs) {
    const to = Math.min(from + chunkMs, Math.ceil(period.to / hourMs) * hourMs);
    const [own = [], ...others] = await loadSlices(prismaExecutor(db), asked, { from, to });
    const within = (all: Slices) =>
      all.slice(
        Math.max(0, Math.ceil((period.from - from) / minuteMs)),
        Math.max(0, Math.floor((period.to - from) / minuteMs)),
      );
    sums = addJoint(sums, within(own), others.map(within), rule);
  }
  return sums;
}

type Slices = Awaited<ReturnType<typeof loadSlices>>[number];

function byShare(left: JointShare, right: JointShare): number {
  return Number(right.sharePercent ?? -1) - Number(left.sharePercent ?? -1);
}
