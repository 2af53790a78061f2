import type { Tx } from "@/lib/platform/db/prisma";
import type { Assumptions } from "./domain/assumptions";

export interface NewAssumptions {
  readonly id: string;
  /** `all`, `service:slug` or `team:slug`. */
  readonly scope: string;
  readonly content: Assumptions;
  readonly reason: string;
  readonly keptBy: string;
  readonly keptAt: Date;
}

/** Keep what is assumed; what was assumed before stays readable. */
export async function insertAssumptions(tx: Tx, { content, ...kept }: NewAssumptions): Promise<void> {
  await tx.forecastAssumption.create({ data: { ...kept, content: { ...content } } });
}
