import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { VendorTermsView } from "./dependency-contract";

type Row = NonNullable<Awaited<ReturnType<Db["vendorTerms"]["findUnique"]>>>;

/** Whether terms hold at a moment: from inclusive, until exclusive. */
function stateOf({ validFrom, validUntil, retiredAt }: Row, now: Instant): VendorTermsView["state"] {
  if (retiredAt !== null) return "retired";
  if (validFrom.getTime() > now) return "not_yet";
  return validUntil !== null && validUntil.getTime() <= now ? "over" : "in_force";
}

function view(row: Row, objectives: readonly string[], now: Instant): VendorTermsView {
  const { slug, vendor, name, promisedPercent, fallback, reference, createdBy, revision } = row;
  return {
    slug,
    vendor,
    name,
    promisedPercent,
    validFrom: row.validFrom.toISOString(),
    validUntil: row.validUntil?.toISOString() ?? null,
    fallback,
    reference,
    state: stateOf(row, now),
    objectives: [...objectives],
    createdBy,
    revision,
  };
}

/** Terms of vendors by their slugs, or all that were not retired, with the objectives in force that stand on them. */
export async function listVendorTermsViews(
  db: Db | Tx,
  now: Instant,
  slugs?: readonly string[],
): Promise<VendorTermsView[]> {
  const rows = await db.vendorTerms.findMany({
    where: slugs ? { slug: { in: [...slugs] } } : { retiredAt: null },
    orderBy: [{ vendor: "asc" }, { name: "asc" }],
    take: 500,
  });
  const standing = await loadStanding(db);
  return rows.map((row) => view(row, standing.get(row.slug) ?? [], now));
}

/** Terms of a slug, also retired ones; null when there are none. */
export async function findVendorTerms(db: Db | Tx, slug: string, now: Instant): Promise<VendorTermsView | null> {
  return (await listVendorTermsViews(db, now, [slug]))[0] ?? null;
}

/** Slugs of objectives in force by the terms that they stand on. */
async function loadStanding(db: Db | Tx): Promise<Map<string, string[]>> {
  const rows = await prismaExecutor(db).query<{ terms: string; objectives: string[] }>(sql`
    select dependency->>'terms' as terms, array_agg(distinct o.slug order by o.slug) as objectives
    from objective o
    cross join lateral jsonb_array_elements(coalesce(o.definition->'dependsOn', '[]'::jsonb)) as dependency
    where o.retired_at is null and dependency->>'kind' = 'vendor' group by 1`);
  return new Map(rows.map(({ terms, objectives }) => [terms, objectives]));
}
