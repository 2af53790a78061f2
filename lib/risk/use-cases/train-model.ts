import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RiskModelView, TrainModelInput } from "../contract";
import type { RiskModel } from "../domain/risk-model";
import { indicatorsAt } from "../domain/service-history";
import { type Example, trainAndJudge } from "../domain/train-model";
import type { StoredModel } from "../model-read-model";
import { insertModel, lockVersions } from "../model-store";
import { failedAt, gatherHistories, type Histories, localMoment } from "./gather-histories";

/** Incidents come late: a deployment younger than this has no outcome yet. */
const MATURE_MS = 7 * 86_400_000;
/** The newest so many are learned from: older ones were made by another organisation than today's. */
const MOST_EXAMPLES = 20_000;

/** Learn again what makes changes fail, from the outcomes that are known by now, as a new version of the model. */
export const trainRiskModel = defineUseCase({
  name: "risk.train",
  permission: "risk:train",
  input: TrainModelInput,
  subject: () => ({ kind: "risk_model", id: null }),
  async handle({ actor, tx, now, runtime, record, hint }): Promise<RiskModelView> {
    const histories = await gatherHistories(runtime.db, now, {});
    const examples = examplesOf(histories, now);
    const { model, judged } = trainAndJudge(examples);
    const version = (await lockVersions(prismaExecutor(tx))) + 1;
    const stored: StoredModel = {
      version,
      model,
      trainedAt: new Date(now),
      trainedBy: actor.name,
      windowFrom: new Date(examples[0]?.at ?? now),
      windowTo: new Date(examples.at(-1)?.at ?? now),
    };
    const forecasts = judged.map(({ example, probability, hasFailed }) => {
      return { deploymentId: example.deploymentId, probability, hasFailed };
    });
    await insertModel(tx, stored, forecasts);
    const { kind, n, failed, reason } = model;
    await record({ subject: { kind: "risk_model", id: String(version) }, after: { version, kind, n, failed, reason } });
    await hint({ topic: "risk", id: String(version), revision: 1 });
    return modelView(stored);
  },
});

interface KnownExample extends Example {
  readonly deploymentId: string;
}

/** Changes whose outcome is known, each with what was known before it began, in the order of time. */
function examplesOf(histories: Histories, now: Instant): readonly KnownExample[] {
  const mature = histories.records.filter((one) => isMature(one, now)).slice(-MOST_EXAMPLES);
  const byLane = Map.groupBy(mature, (one) => `${one.serviceId} ${one.environmentId}`);
  const examples = [...byLane.values()].flatMap((lane) => {
    const first = lane[0];
    if (!first) return [];
    const history = histories.of(first);
    return lane.map((one): KnownExample => {
      const known = failedAt(one);
      const indicators = indicatorsAt(history, localMoment(one.startedAt, histories.zone));
      return {
        deploymentId: one.deploymentId,
        at: one.startedAt,
        indicators,
        hasFailed: known !== null && known < now,
      };
    });
  });
  return examples.toSorted((x, y) => x.at - y.at);
}

function isMature(record: DeliveryRecord, now: Instant): boolean {
  const isChange = record.kind !== "rollback" && record.kind !== "redeploy";
  const ended = record.finishedAt ?? instant(now + 1);
  return isChange && record.outcome !== "cancelled" && record.outcome !== "running" && ended < now - MATURE_MS;
}

/** A stored version as shown. */
export function modelView(stored: StoredModel): RiskModelView {
  const model: RiskModel = stored.model;
  return {
    version: stored.version,
    trainedAt: stored.trainedAt.toISOString(),
    trainedBy: stored.trainedBy,
    window: { from: stored.windowFrom.toISOString(), to: stored.windowTo.toISOString() },
    kind: model.kind,
    reason: model.reason,
    n: model.n,
    failed: model.failed,
    penalty: model.penalty,
    indicators: [...model.indicators],
    calibration: model.calibration && { ...model.calibration, bins: [...model.calibration.bins] },
  };
}
