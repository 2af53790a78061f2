import { plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { ApproveReleaseInput, type ReleaseRequestDetail } from "../contract";
import { releaseApprovalReasons } from "../domain/release-request";
import { insertReleaseApproval, insertReleaseGrant, keepContent } from "../release-store";
import { lockedRelease, refuseRelease, requireReleasePerson } from "./present-release";
import { approvalRuleOf, detailRelease, grantOf } from "./release-detail";

const hourMs = 3_600_000;

/**
 * Approve exactly the content that was looked at: build, plan, commits, requirements and evidence. The approval that suffices grants it,
 * once, however many come at the same time. Throws `forbidden` for everybody who wrote any of the request, also behind a token.
 */
export const approveRelease = defineUseCase({
  name: "release-request.approve",
  permission: "rollout:approve",
  input: ApproveReleaseInput,
  subject: (input) => ({ kind: "release_request", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ReleaseRequestDetail> {
    const { id, contentHash, comment } = input;
    const person = requireReleasePerson(actor);
    const standing = await lockedRelease(tx, id, now);
    const { release } = standing;
    const { approvals, validHours } = approvalRuleOf(standing);
    const need = { approvals, oneOf: [] };
    refuseRelease(releaseApprovalReasons(release.record, { person, seenHash: contentHash }, need, now));
    const db = prismaExecutor(tx);
    const about = { requestId: id, contentHash, at: now };
    const roles = actor.kind === "system" ? [] : actor.roles;
    const expiresAt = plusMs(now, validHours * hourMs);
    await keepContent(db, { ...about, canonical: release.canonical });
    await insertReleaseApproval(db, { ...about, person, roles, approvedBy: actor.name, comment, expiresAt });
    const after = await lockedRelease(tx, id, now);
    const grantedUntil = grantOf(after, now);
    if (grantedUntil !== null) await insertReleaseGrant(db, { ...about, expiresAt: grantedUntil });
    await record({
      subject: { kind: "release_request", id, name: release.reference },
      reason: comment,
      after: { contentHash, expiresAt: new Date(expiresAt).toISOString(), isGranted: grantedUntil !== null },
    });
    await hint({ topic: "release_request", id, revision: release.revision });
    return detailRelease(tx, after, actor);
  },
});
