import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RootCauseDetail, WriteRootCauseInput } from "../contract";
import { findRootCause } from "../root-cause-read-model";
import { insertRootCause, insertRootCauseVersion } from "../root-cause-store";
import { requirePerson } from "./refuse";
import { requireSubject, rootCauseDetail } from "./root-cause-detail";

/** Write the root cause of a breach or a deployment, or a new version of it. The timeline is the product's; a new version is not signed. */
export const writeRootCause = defineUseCase({
  name: "root-cause.write",
  permission: "review:write",
  input: WriteRootCauseInput,
  subject: (input) => ({ kind: "root_cause", id: input.subjectId ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<RootCauseDetail> {
    const { subjectKind, subjectId, version: seen, ...words } = input;
    const authorPerson = requirePerson(actor);
    const db = prismaExecutor(tx);
    const subject = await requireSubject(db, { kind: subjectKind, id: subjectId }, now);
    const before = await findRootCause(db, { subjectKind, subjectId });
    requireRevision({ revision: before?.version ?? 0 }, seen);
    const given = { subjectKind, subjectId, serviceId: subject.service.id, at: now };
    const rootCauseId = await insertRootCause(db, { id: ids.next("rca"), ...given });
    const version = seen + 1;
    const content = { ...words, timeline: subject.timeline };
    const isFirst = await insertRootCauseVersion(db, {
      ...{ rootCauseId, version, content, author: actor.name, authorPerson, at: now },
    });
    // Somebody else wrote this version in between.
    if (!isFirst) requireRevision({ revision: version }, seen);
    await record({
      subject: { kind: "root_cause", id: rootCauseId, name: `Root cause of ${subject.name}` },
      before: before && { version: before.version, contentHash: before.contentHash },
      after: { version, ...words, timeline: content.timeline.length },
    });
    await hint({ topic: "review", id: rootCauseId, revision: version });
    return rootCauseDetail(tx, { kind: subjectKind, id: subjectId }, actor, now);
  },
});
