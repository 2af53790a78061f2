import { z } from "zod";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { riskOf } from "../domain/risk-model";
import { indicatorsAt } from "../domain/service-history";
import { unscoredDeployments } from "../history-read-model";
import { newestModel } from "../model-read-model";
import { insertScores, type NewScore } from "../model-store";
import { gatherHistories, localMoment } from "./gather-histories";

/** A deployment that began longer ago than this is not scored any more: its outcome may be known. */
const FRESH_MS = 60 * 60_000;
const MOST_AT_ONCE = 200;

/**
 * Say how risky the deployments that began lately are, from what was known before they began, so that what was said can be
 * compared with what came. Answers how many were scored. For the worker.
 */
export const scoreDeployments = defineUseCase({
  name: "risk.score",
  permission: "risk:train",
  input: z.strictObject({}),
  subject: () => ({ kind: "risk_score", id: null }),
  async handle({ tx, now, runtime, record, hint }): Promise<number> {
    const since = new Date(now - FRESH_MS);
    const waiting = await unscoredDeployments(prismaExecutor(tx), since, MOST_AT_ONCE);
    const stored = await newestModel(prismaExecutor(tx));
    const scores: NewScore[] = [];
    if (stored && waiting.length > 0) {
      const histories = await gatherHistories(runtime.db, now, { environment: "all" });
      for (const place of waiting) {
        const at = instant(place.startedAtMs);
        const indicators = indicatorsAt(histories.of(place), localMoment(at, histories.zone));
        const { probability, level, contributions } = riskOf(stored.model, indicators);
        const said = {
          probability,
          level,
          indicators: { ...indicators },
          contributions: contributions.map((one) => ({ ...one })),
        };
        scores.push({ deploymentId: place.id, modelVersion: stored.version, scoredAt: new Date(now), ...said });
      }
    }
    const count = await insertScores(tx, scores);
    await record({
      subject: { kind: "risk_score", id: null },
      after: { count, modelVersion: stored?.version ?? null },
    });
    if (count > 0) await hint({ topic: "risk", id: "scores", revision: count });
    return count;
  },
});
