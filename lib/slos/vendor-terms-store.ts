import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";

export interface VendorTermsFields {
  readonly vendor: string;
  readonly name: string;
  readonly promisedPercent: string;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly fallback: string;
  readonly reference: string | null;
}

/** Insert a vendor's terms. */
export async function insertVendorTerms(
  tx: Tx,
  terms: VendorTermsFields & { readonly id: string; readonly slug: string; readonly createdBy: string },
): Promise<void> {
  await tx.vendorTerms.create({ data: terms });
}

/** Hold the row until the transaction ends; false when there is none. */
export async function lockVendorTerms(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from vendor_terms where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Change or end locked terms; their revision grows by one. */
export async function saveVendorTerms(
  tx: Tx,
  slug: string,
  change: VendorTermsFields | { readonly retiredAt: Date },
): Promise<void> {
  await tx.vendorTerms.update({ where: { slug }, data: { ...change, revision: { increment: 1 } } });
}
