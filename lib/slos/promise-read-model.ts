import type { Instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import type { ObjectiveDependency, PromiseView, VendorTermsView } from "./dependency-contract";
import { shareOf } from "./domain/evaluation";
import { checkPromise } from "./domain/promise-check";
import type { PromisingPlace, ServiceNeeds } from "./port";
import { listVendorTermsViews } from "./vendor-terms-read-model";

type Dependency = PromiseView["dependencies"][number];

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxServiceNeeds?: ServiceNeeds };

/** Say who knows which services need which. Chosen in the composition; nobody until then. */
export function setServiceNeeds(needs: ServiceNeeds): void {
  holder.signalboxServiceNeeds = needs;
}

/** A definition and where it is promised. */
export interface PromisedThere {
  readonly definition: SloDefinition;
  readonly place: PromisingPlace;
}

/**
 * Whether a definition's target can be kept by what it stands on, at `now`: by what it names, and by the services that its own one needs
 * there. Null when there is nothing of either. In a few statements.
 */
export async function loadPromise(
  db: Db | Tx,
  { definition, place }: PromisedThere,
  now: Instant,
): Promise<PromiseView | null> {
  const { targetPercent } = definition;
  const dependsOn = await dependenciesOf(db, { definition, place }, now);
  if (dependsOn.length === 0) return null;
  const slugs = dependsOn.flatMap((one) => (one.kind === "objective" ? one.objective : []));
  const objectives = await db.objective.findMany({
    where: { slug: { in: slugs } },
    include: { service: { select: { name: true } }, environment: { select: { name: true } } },
  });
  const terms = await listVendorTermsViews(
    db,
    now,
    dependsOn.flatMap((one) => (one.kind === "vendor" ? one.terms : [])),
  );
  const dependencies = dependsOn.map((one) =>
    one.kind === "objective"
      ? objectiveView(
          one,
          objectives.find(({ slug }) => slug === one.objective),
        )
      : vendorView(
          one,
          terms.find(({ slug }) => slug === one.terms),
        ),
  );
  const { worst, independent, best, ...check } = checkPromise(
    shareOf(targetPercent),
    dependencies.map(({ name, group, promisedPercent }) => ({
      name,
      group,
      level: promisedPercent === null ? null : shareOf(promisedPercent),
    })),
  );
  return {
    verdict: check.verdict,
    worstPercent: percent(worst),
    independentPercent: independent && percent(independent),
    bestPercent: percent(best),
    steps: [...check.steps],
    dependencies,
  };
}

/** What a definition stands on: what it names, and what the services that its own one needs there promise. */
export async function dependenciesOf(
  db: Db | Tx,
  promised: PromisedThere,
  now: Instant,
): Promise<readonly ObjectiveDependency[]> {
  return [...(promised.definition.dependsOn ?? []), ...(await neededBy(db, promised, now))];
}

/**
 * Availability that needed services promise in the same environment, of each its highest: no service answers more often than those that it
 * needs. Those that the definition names already, and those that promise none, add nothing.
 */
async function neededBy(
  db: Db | Tx,
  { definition, place }: PromisedThere,
  now: Instant,
): Promise<ObjectiveDependency[]> {
  if (definition.sli.kind !== "availability") return [];
  const needs = (await holder.signalboxServiceNeeds?.needsOf(db, place, now)) ?? [];
  if (needs.length === 0) return [];
  const rows = await db.objective.findMany({
    where: { retiredAt: null, environmentId: place.environmentId, service: { slug: { in: [...needs] } } },
    select: { slug: true, serviceId: true, definition: true },
    orderBy: { slug: "asc" },
  });
  const known = rows.map((row) => ({ ...row, definition: SloDefinition.parse(row.definition) }));
  const named = new Set((definition.dependsOn ?? []).flatMap((one) => (one.kind === "objective" ? one.objective : [])));
  const covered = new Set(known.filter(({ slug }) => named.has(slug)).map(({ serviceId }) => serviceId));
  const highest = new Map<string, (typeof known)[number]>();
  for (const one of known) {
    if (one.definition.sli.kind !== "availability" || covered.has(one.serviceId)) continue;
    const other = highest.get(one.serviceId);
    if (!other || Number(one.definition.targetPercent) > Number(other.definition.targetPercent))
      highest.set(one.serviceId, one);
  }
  return [...highest.values()].map(({ slug }) => ({ kind: "objective", objective: slug }));
}

interface StoredObjective {
  readonly slug: string;
  readonly name: string;
  readonly definition: unknown;
  readonly retiredAt: Date | null;
  readonly service: { readonly name: string };
  readonly environment: { readonly name: string };
}

function objectiveView(
  { objective: slug, group }: Extract<ObjectiveDependency, { kind: "objective" }>,
  row: StoredObjective | undefined,
): Dependency {
  const gap = !row ? "There is no such objective." : row.retiredAt ? "It was retired." : null;
  return {
    kind: "objective",
    slug,
    name: row?.name ?? slug,
    owner: row ? `${row.service.name} in ${row.environment.name}` : "unknown",
    group: group ?? null,
    promisedPercent: row && gap === null ? SloDefinition.parse(row.definition).targetPercent : null,
    gap,
    validUntil: null,
    fallback: null,
  };
}

const gaps: Readonly<Record<VendorTermsView["state"], string | null>> = {
  in_force: null,
  not_yet: "Its terms are not in force yet.",
  over: "Its terms are over.",
  retired: "Its terms were ended.",
};

function vendorView(
  { terms: slug, group }: Extract<ObjectiveDependency, { kind: "vendor" }>,
  terms: VendorTermsView | undefined,
): Dependency {
  const gap = terms ? gaps[terms.state] : "There are no such terms.";
  return {
    kind: "vendor",
    slug,
    name: terms?.name ?? slug,
    owner: terms?.vendor ?? "unknown",
    group: group ?? null,
    promisedPercent: terms && gap === null ? terms.promisedPercent : null,
    gap,
    validUntil: terms?.validUntil ?? null,
    fallback: terms?.fallback ?? null,
  };
}

function percent(share: Rational): string {
  return toDecimal(times(share, rational(100n)), 5);
}
