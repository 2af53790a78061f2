import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { DecideReleaseInput, type ReleaseRequestDetail } from "../contract";
import { boardReasonsAgainst } from "../domain/release-request";
import { insertBoardDecision, keepContent } from "../release-store";
import { lockedRelease, refuseRelease, requireReleasePerson } from "./present-release";
import { boardFactsOf, detailRelease } from "./release-detail";

/**
 * Say for the change advisory board whether exactly this content may go, or ask about it. What the board had before it is kept with the
 * decision: the verdict with every reason, the risk, the tickets and the approvals. A later word takes the place of an earlier one.
 */
export const decideRelease = defineUseCase({
  name: "release-request.decide",
  permission: "board:decide",
  input: DecideReleaseInput,
  subject: (input) => ({ kind: "release_request", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ReleaseRequestDetail> {
    const { id, contentHash, outcome, reason } = input;
    const person = requireReleasePerson(actor);
    const standing = await lockedRelease(tx, id, now);
    const { release } = standing;
    refuseRelease(boardReasonsAgainst(release.record, { person, seenHash: contentHash }));
    const db = prismaExecutor(tx);
    const { riskPercent, causes } = await boardFactsOf(standing);
    const { answer, reasons } = standing.outcome.verdict;
    const checks = { answer, reasons, riskPercent, causes, ticket: release.ticket };
    const about = { requestId: id, contentHash, at: now };
    await keepContent(db, { ...about, canonical: release.canonical });
    await insertBoardDecision(db, { ...about, outcome, reason, decidedBy: actor.name, person, checks });
    await record({
      subject: { kind: "release_request", id, name: release.reference },
      reason,
      after: { outcome, contentHash, riskPercent, causes, answer },
    });
    await hint({ topic: "release_request", id, revision: release.revision });
    return detailRelease(tx, await lockedRelease(tx, id, now), actor);
  },
});
