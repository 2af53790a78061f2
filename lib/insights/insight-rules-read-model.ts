import type { Instant } from "@/lib/kernel/instant";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { InsightRulesFields, type RulesVersionView } from "./contract";
import type { RulesVersion } from "./domain/insight-rules";

interface StoredRules {
  readonly version: number;
  readonly rules: unknown;
}

function parsed(row: StoredRules): Pick<RulesVersionView, "version" | "rules"> {
  return { version: row.version, rules: InsightRulesFields.parse(row.rules) };
}

/** The rules in force at a moment. */
export async function rulesAt(db: Db | Tx, at: Instant): Promise<RulesVersion> {
  const row = await db.insightRules.findFirst({
    where: { inForceFrom: { lte: new Date(at) } },
    orderBy: { version: "desc" },
  });
  if (!row) throw new Error("there are no rules of insights");
  return parsed(row);
}

/** Rules by their number; null when there are none of it. */
export async function findRules(db: Db | Tx, version: number): Promise<RulesVersion | null> {
  const row = await db.insightRules.findUnique({ where: { version } });
  return row ? parsed(row) : null;
}

/** Every version, the newest first. There are few. */
export async function listRulesVersions(db: Db | Tx): Promise<RulesVersionView[]> {
  const rows = await db.insightRules.findMany({ orderBy: { version: "desc" }, take: 200 });
  return rows.map((row) => ({
    ...parsed(row),
    reason: row.reason,
    savedBy: row.savedBy,
    inForceFrom: row.inForceFrom.toISOString(),
  }));
}
