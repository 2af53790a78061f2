import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { leavesOf, loadParts, showComposite } from "./composite-level-read-model";
import type { SloDefinition } from "./contract";
import { loadDeliveryLevels } from "./delivery-level-read-model";
import type { CompositePartView, DeliveryFacts } from "./detail-contract";
import { periodAt } from "./domain/evaluation";
import { isComposite, isCounted, isDelivery } from "./domain/sli-kind";
import type { ShownLevel } from "./level-read-model";
import { loadLevels } from "./stored-level-read-model";

/** An objective of any kind whose level is asked. */
export interface LevelQuestion {
  readonly id: string;
  readonly version: number;
  readonly definition: SloDefinition;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly targetId: string | null;
  /** Time that the adjusted level of a counted objective leaves out. */
  readonly leftOut?: readonly Period[];
}

export interface ObjectiveLevel extends ShownLevel {
  readonly adjusted: ShownLevel | null;
  readonly parts: CompositePartView[] | null;
  readonly delivery: DeliveryFacts | null;
}

const nothing = { adjusted: null, parts: null, delivery: null };

/**
 * Levels of objectives of every kind at `now`, by their ids: from stored sums, from the levels of parts, from delivery records. A few
 * statements, however many objectives are asked about.
 */
export async function loadObjectiveLevels(
  db: Db | Tx,
  questions: readonly LevelQuestion[],
  now: Instant,
): Promise<Map<string, ObjectiveLevel>> {
  const deliveries = questions.flatMap(({ definition, ...rest }) =>
    isDelivery(definition) ? { ...rest, definition } : [],
  );
  const answers = await loadMinuteLevels(prismaExecutor(db), questions, now);
  for (const [id, level] of await loadDeliveryLevels(db, deliveries, now)) answers.set(id, { ...nothing, ...level });
  return answers;
}

/** The same for those that minutes say: counted ones, and those made of counted ones. Others are left out. */
export async function loadMinuteLevels(
  executor: SqlExecutor,
  questions: readonly LevelQuestion[],
  now: Instant,
): Promise<Map<string, ObjectiveLevel>> {
  const counted = questions.flatMap(({ definition, ...rest }) =>
    isCounted(definition) ? { ...rest, definition } : [],
  );
  const composites = questions.flatMap(({ id, definition }) => (isComposite(definition) ? { id, definition } : []));
  const parts = await loadParts(executor, composites);
  const leaves = composites.flatMap((composite) => leavesOf(composite, parts));
  const levels = await loadLevels(executor, [...counted, ...leaves], now);
  const answers = new Map<string, ObjectiveLevel>();
  for (const { id } of counted) {
    const level = levels.get(id);
    if (level) answers.set(id, { ...nothing, ...level });
  }
  for (const composite of composites)
    answers.set(composite.id, {
      ...nothing,
      ...showComposite(composite, parts, levels, periodAt(composite.definition.period, now)),
    });
  return answers;
}
