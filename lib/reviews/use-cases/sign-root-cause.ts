import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RootCauseDetail, SignRootCauseInput } from "../contract";
import { signReasons } from "../domain/root-cause";
import { findRootCause, findRootCauseSubject } from "../root-cause-read-model";
import { insertSignOff } from "../root-cause-store";
import { refuseFor, requirePerson } from "./refuse";
import { rootCauseDetail } from "./root-cause-detail";

/** Sign exactly the version that was read. Throws `forbidden` for everybody who wrote any version, also behind a token. */
export const signRootCause = defineUseCase({
  name: "root-cause.sign",
  permission: "review:sign",
  input: SignRootCauseInput,
  subject: (input) => ({ kind: "root_cause", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<RootCauseDetail> {
    const { id, contentHash, comment } = input;
    const person = requirePerson(actor);
    const db = prismaExecutor(tx);
    const stored = await findRootCause(db, { id });
    const subject = await findRootCauseSubject(db, id);
    if (!stored || !subject) throw notFound("root cause", id);
    const { version, authors, signOff, reference } = stored;
    const document = { version, authors, contentHash: stored.contentHash, isSigned: signOff !== null };
    refuseFor(signReasons(document, { person, seenHash: contentHash }));
    const given = { rootCauseId: id, version, contentHash, signedBy: actor.name, person, comment, at: now };
    if (!(await insertSignOff(db, given)))
      refuseFor(signReasons({ ...document, isSigned: true }, { person, seenHash: contentHash }));
    await record({
      subject: { kind: "root_cause", id, name: reference },
      reason: comment,
      after: { version, contentHash },
    });
    await hint({ topic: "review", id, revision: version });
    return rootCauseDetail(tx, subject, actor, now);
  },
});
