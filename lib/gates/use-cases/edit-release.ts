import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditReleaseInput, type ReleaseRequestDetail } from "../contract";
import { updateRelease } from "../release-store";
import { lockedRelease, requireReleasePerson } from "./present-release";
import { detailRelease } from "./release-detail";

/** Change what a request says. It is another content then, which nobody has approved; who writes it approves it no more. */
export const editRelease = defineUseCase({
  name: "release-request.edit",
  permission: "rollout:start",
  input: EditReleaseInput,
  subject: (input) => ({ kind: "release_request", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ReleaseRequestDetail> {
    const person = requireReleasePerson(actor);
    const { release } = await lockedRelease(tx, input.id, now);
    requireRevision(release, input.revision);
    const { note = release.note, isFlagged = release.isFlagged } = input;
    const ticketKey = input.ticket === undefined ? release.ticket : input.ticket;
    await updateRelease(prismaExecutor(tx), { id: release.id, note, isFlagged, ticketKey, person });
    const after = await lockedRelease(tx, input.id, now);
    await record({
      subject: { kind: "release_request", id: release.id, name: release.reference },
      before: {
        note: release.note,
        isFlagged: release.isFlagged,
        ticketKey: release.ticket,
        contentHash: release.record.contentHash,
      },
      after: { note, isFlagged, ticketKey, contentHash: after.release.record.contentHash },
    });
    await hint({ topic: "release_request", id: release.id, revision: release.revision + 1 });
    return detailRelease(tx, after, actor);
  },
});
