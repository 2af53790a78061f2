import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { currentRuntime } from "@/lib/platform/runtime";
import { riskOf } from "../domain/risk-model";
import { indicatorsAt } from "../domain/service-history";
import { newestModel } from "../model-read-model";
import { gatherHistories, localMoment } from "./gather-histories";

/**
 * The chance in percent, to one decimal, that the next change of a service in an environment fails; null before a model was trained on
 * enough outcomes. For whoever decides about a release. It reads over a connection of its own: the records that it looks at are kept
 * between questions.
 */
export async function riskPercentOf(
  place: {
    readonly serviceId: string;
    readonly service: string;
    readonly environmentId: string;
    readonly environment: string;
  },
  at: Instant,
): Promise<number | null> {
  const { db } = currentRuntime();
  const stored = await newestModel(prismaExecutor(db));
  if (!stored) return null;
  const histories = await gatherHistories(db, at, { service: place.service, environment: place.environment });
  const { probability } = riskOf(stored.model, indicatorsAt(histories.of(place), localMoment(at, histories.zone)));
  return probability === null ? null : Math.round(probability * 1_000) / 10;
}
