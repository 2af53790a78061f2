import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ReleaseRequestDetail, RequestReleaseInput } from "../contract";
import { findReleaseId, loadRelease } from "../release-read-model";
import { insertRelease } from "../release-store";
import { requireGatePlace } from "./find-gate-place";
import { requireReleasePerson, standingOf } from "./present-release";
import { detailRelease } from "./release-detail";

/** Ask that a version be let into an environment, so that others approve it and the board decides where it has to. */
export const requestRelease = defineUseCase({
  name: "release-request.create",
  permission: "rollout:start",
  input: RequestReleaseInput,
  subject: (input) => ({
    kind: "release_request",
    id: null,
    name: `${input.service} ${input.version} to ${input.environment}`,
  }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<ReleaseRequestDetail> {
    const db = prismaExecutor(tx);
    const person = requireReleasePerson(actor);
    const place = await requireGatePlace(db, input);
    const asked = { serviceId: place.service.id, environmentId: place.environment.id, version: input.version };
    const known = await findReleaseId(db, asked);
    if (known) {
      const message = "Somebody asked for this release already.";
      throw alreadyTaken("version", message, `Edit that request: ${known}.`);
    }
    const id = ids.next("rrq");
    const { note, isFlagged, ticket: ticketKey = null } = input;
    await insertRelease(db, { ...asked, id, note, isFlagged, ticketKey, requestedBy: actor.name, person, at: now });
    const stored = await loadRelease(db, id);
    if (!stored) throw new Error("a request just made is not there");
    const standing = await standingOf(tx, stored, now);
    const { reference, record: kept } = standing.release;
    const after = { ...asked, reference, note, isFlagged, ticketKey, contentHash: kept.contentHash };
    await record({ subject: { kind: "release_request", id, name: reference }, after });
    await hint({ topic: "release_request", id, revision: 1 });
    return detailRelease(tx, standing, actor);
  },
});
