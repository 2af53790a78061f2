import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { loadStanding } from "../alarm-place-read-model";
import { listDoneRollbacks, listUntoldRollbacks } from "../consequence-read-model";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { raiseAlarm } from "./raise-alarm";

/** What ended longer ago than this is no news. */
const newsMs = 3_600_000;

/** Tell of rollouts that are taken back, and that they were. In the caller's transaction. */
export async function watchRollbacks(db: SqlExecutor, parts: AlarmParts, now: Instant): Promise<void> {
  for (const one of await listUntoldRollbacks(db, new Date(now - newsMs).toISOString())) {
    const { id, number, serviceId, environmentId, canary, stable, cause } = one;
    await raiseAlarm(
      db,
      parts,
      {
        ...{ subjectKey: `rollout:${id}`, kind: "rollback", objectiveId: null, serviceId, environmentId },
        titleOf: ({ serviceName, environmentName }) =>
          `${serviceName ?? "?"} in ${environmentName ?? "?"}: rollout ${number} of ${canary} is rolled back`,
        sentence: `${canary} is taken out of traffic, and ${stable} takes it again. ${causeWords(cause)}`,
        facts: { rolloutId: id },
      },
      now,
    );
  }
  const standing = await loadStanding(db, ["rollback"]);
  const done = await listDoneRollbacks(
    db,
    [...standing.values()].flatMap(({ facts }) => facts.rolloutId ?? []),
  );
  const sentence = "The rollback is done: the version before has all the traffic.";
  for (const alarm of standing.values())
    if (done.has(alarm.facts.rolloutId ?? "")) await endAlarm(db, parts, alarm, { sentence }, now);
}

function causeWords(cause: string | null): string {
  return cause === null ? "No cause was given." : `The cause is ${cause.replaceAll("_", " ")}.`;
}
