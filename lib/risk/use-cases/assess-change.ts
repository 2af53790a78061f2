import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { AssessChangeInput, type DeploymentRisk, DeploymentRiskInput, type RiskView } from "../contract";
import type { Indicators } from "../domain/indicators";
import { type RiskModel, riskOf } from "../domain/risk-model";
import { indicatorsAt } from "../domain/service-history";
import { trainModel } from "../domain/train-model";
import { findDeploymentPlace } from "../history-read-model";
import { findScore, newestModel, type StoredModel } from "../model-read-model";
import { gatherHistories, localMoment } from "./gather-histories";

/** How risky would it be to ship the next change of a service to an environment, at a moment? */
export const assessChange = defineQuery({
  name: "risk.assess",
  permission: "insights:read",
  input: AssessChangeInput,
  async handle({ input, db, now }): Promise<RiskView> {
    const serviceId = (await serviceIdsBySlug(db, [input.service])).get(input.service);
    if (!serviceId) throw notFound("service", input.service);
    const environmentId = (await environmentIdsBySlug(db, [input.environment])).get(input.environment);
    if (!environmentId) throw notFound("environment", input.environment);
    const at = input.at === undefined ? now : instant(Date.parse(input.at));
    const histories = await gatherHistories(db, now, { service: input.service, environment: input.environment });
    const indicators = indicatorsAt(histories.of({ serviceId, environmentId }), localMoment(at, histories.zone));
    return view(await newestModel(prismaExecutor(db)), indicators, at);
  },
});

/** The risk of a deployment, from what was known before it began, and what was said of it then. */
export const getDeploymentRisk = defineQuery({
  name: "risk.deployment",
  permission: "insights:read",
  input: DeploymentRiskInput,
  async handle({ input, db, now }): Promise<DeploymentRisk> {
    const place = await findDeploymentPlace(prismaExecutor(db), input.id);
    if (!place) throw notFound("deployment", input.id);
    const histories = await gatherHistories(db, now, { environment: "all" });
    const at = instant(place.startedAtMs);
    const indicators = indicatorsAt(histories.of(place), localMoment(at, histories.zone));
    const said = await findScore(prismaExecutor(db), place.id);
    return {
      deploymentId: place.id,
      said: said && {
        probability: said.probability,
        level: said.level,
        modelVersion: said.modelVersion,
        scoredAt: said.scoredAt.toISOString(),
      },
      risk: view(await newestModel(prismaExecutor(db)), indicators, at),
    };
  },
});

/** Before the first training there is a model that knows nothing. */
const untrained: RiskModel = trainModel([]);

function view(stored: StoredModel | null, indicators: Indicators, at: Instant): RiskView {
  const model = stored?.model ?? untrained;
  const { contributions, ...risk } = riskOf(model, indicators);
  return {
    ...risk,
    indicators,
    contributions: [...contributions],
    model: {
      version: stored?.version ?? null,
      kind: model.kind,
      reason: model.reason,
      n: model.n,
      failed: model.failed,
    },
    at: new Date(at).toISOString(),
  };
}
