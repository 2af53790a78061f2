import type { Instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import type { ObjectiveDependency, PromiseView, VendorTermsView } from "./dependency-contract";
import { shareOf } from "./domain/evaluation";
import { checkPromise } from "./domain/promise-check";
import { listVendorTermsViews } from "./vendor-terms-read-model";

type Dependency = PromiseView["dependencies"][number];

/** Whether a definition's target can be kept by what it stands on, at `now`; null when it names nothing. In two statements. */
export async function loadPromise(db: Db | Tx, definition: SloDefinition, now: Instant): Promise<PromiseView | null> {
  const { dependsOn = [], targetPercent } = definition;
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
