import { listFailedChanges } from "@/lib/insights/failed-record-read-model";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { listRequiring } from "./breach-read-model";
import type { RootCauseDuty } from "./contract";
import type { ReviewRules } from "./domain/review-rules";
import { dutyOf } from "./domain/root-cause";
import { loadServices, loadWritten } from "./root-cause-read-model";

const dayMs = 86_400_000;

/** Everything that needs a root cause at `at`, the newest first: breaches, and changes that failed in production. */
export async function listDuties(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<RootCauseDuty[]> {
  const duties = [...(await breachDuties(db, rules, at)), ...(await changeDuties(db, rules, at))];
  return duties.sort((left, right) => (left.since < right.since ? 1 : -1));
}

async function breachDuties(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<RootCauseDuty[]> {
  const breaches = await listRequiring(db, rules, at);
  const written = await loadWritten(
    db,
    "breach",
    breaches.map(({ view }) => view.id),
    at,
  );
  return breaches.flatMap(({ view }) => {
    if (!view.duty) return [];
    const { id, reference, subjectName, service, openedAt, duty, causes } = view;
    return [
      {
        subjectKind: "breach" as const,
        subjectId: id,
        subjectName: `${reference} ${subjectName}`,
        service,
        since: openedAt,
        why: causes[0]?.sentence ?? "A promise was broken.",
        duty,
        reference: written.get(id)?.reference ?? null,
      },
    ];
  });
}

async function changeDuties(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<RootCauseDuty[]> {
  const { withinDays, failedChangeTiers, dueDays } = rules.rootCause;
  const failed = (await listFailedChanges(db, { since: plusMs(at, -withinDays * dayMs) }, at)).filter(
    ({ tier, detectedAt }) => failedChangeTiers.includes(tier) && detectedAt <= at,
  );
  const ids = failed.map(({ deploymentId }) => deploymentId);
  const written = await loadWritten(db, "deployment", ids, at);
  const services = await loadServices(
    db,
    failed.map(({ serviceId }) => serviceId),
  );
  return failed.flatMap((change) => {
    const service = services.get(change.serviceId);
    if (!service) return [];
    const document = written.get(change.deploymentId);
    const since = instant(change.detectedAt);
    const duty = dutyOf(
      { since, isWritten: document !== undefined, isSigned: document?.isSigned ?? false },
      dueDays,
      at,
    );
    return [
      {
        subjectKind: "deployment" as const,
        subjectId: change.deploymentId,
        subjectName: `${service.name} ${change.version}`,
        service,
        since: new Date(since).toISOString(),
        why: change.why,
        duty: { ...duty, dueAt: new Date(duty.dueAt).toISOString() },
        reference: document?.reference ?? null,
      },
    ];
  });
}
