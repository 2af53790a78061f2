import type { Tx } from "@/lib/platform/db/prisma";
import type { SourceConfig } from "./source-contract";

export interface NewSource {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly config: SourceConfig;
  /** Sealed. */
  readonly secret: string | null;
}

/** Insert a metric source. A slug that is taken breaks a unique constraint, which is answered with `conflict`. */
export async function insertSource(tx: Tx, source: NewSource): Promise<void> {
  await tx.metricSource.create({ data: { ...source, kind: source.config.kind } });
}

export interface SourceChange {
  readonly name?: string | undefined;
  readonly config?: SourceConfig | undefined;
  /** Sealed. */
  readonly secret?: string | undefined;
}

/** Change a source that still has the revision that was seen; false when it has not. Fields that are undefined stay. */
export async function saveSource(
  tx: Tx,
  seen: { readonly slug: string; readonly revision: number },
  change: SourceChange,
): Promise<boolean> {
  const { count } = await tx.metricSource.updateMany({
    where: { slug: seen.slug, revision: seen.revision },
    data: { ...change, ...(change.config ? { kind: change.config.kind } : {}), revision: { increment: 1 } },
  });
  return count > 0;
}
