import type { Prisma, Tx } from "@/lib/platform/db/prisma";

export interface NewTarget {
  readonly id: string;
  readonly measure: string;
  readonly scope: string;
  readonly value: number;
  readonly baseline: Prisma.InputJsonValue;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

/** Add a target; the ones before stay readable. */
export async function insertTarget(tx: Tx, target: NewTarget): Promise<void> {
  await tx.deliveryTarget.create({ data: target });
}
