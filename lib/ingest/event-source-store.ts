import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { EventSourceConfig } from "./contract";

export interface NewEventSource {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly config: EventSourceConfig;
  /** Sealed. */
  readonly secret: string;
}

/** Insert an event source. A slug that is taken breaks a unique constraint, which is answered with `conflict`. */
export async function insertEventSource(tx: Tx, source: NewEventSource): Promise<void> {
  await tx.eventSource.create({ data: { ...source, config: source.config as Prisma.InputJsonValue } });
}

export interface EventSourceChange {
  readonly name?: string | undefined;
  readonly config?: EventSourceConfig | undefined;
  readonly disabledAt?: Date | null | undefined;
  /** Sealed. */
  readonly secret?: string | undefined;
}

/** Change a source that still has the revision that was seen; false when it has not. Fields that are undefined stay. */
export async function saveEventSource(
  tx: Tx,
  seen: { readonly slug: string; readonly revision: number },
  { config, ...change }: EventSourceChange,
): Promise<boolean> {
  const { count } = await tx.eventSource.updateMany({
    where: { slug: seen.slug, revision: seen.revision },
    data: {
      ...change,
      ...(config ? { config: config as Prisma.InputJsonValue } : {}),
      revision: { increment: 1 },
    },
  });
  return count > 0;
}
