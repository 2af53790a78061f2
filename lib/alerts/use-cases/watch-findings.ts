import { endOf, sentenceOf, titleOf } from "@/lib/anomalies/domain/finding-words";
import { listFindingNews } from "@/lib/anomalies/finding-read-model";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { listKnownSubjects, loadStanding } from "../alarm-place-read-model";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { raiseAlarm } from "./raise-alarm";

/** What lies further back is no news: days are told a day after they are over, and a look at the past finds much at once. */
const newsMs = 3 * 86_400_000;
/** Alarms that begin in one round; what is beyond waits a minute. */
const beginsARound = 50;

/** Tell of series that went the bad way, and that this is over. In the caller's transaction. */
export async function watchFindings(db: SqlExecutor, parts: AlarmParts, now: Instant): Promise<void> {
  const standing = await loadStanding(db, ["anomaly"]);
  const ids = [...standing.values()].flatMap(({ facts }) => facts.findingId ?? []);
  const found = await listFindingNews(db, { since: new Date(now - newsMs), ids, now: new Date(now) });
  const fresh = found.filter(({ finding }) => finding.isBad && finding.state === "open");
  const known = await listKnownSubjects(
    db,
    fresh.map(({ finding }) => subjectOf(finding.id)),
  );
  for (const { finding, serviceId, environmentId } of fresh
    .filter(({ finding }) => !known.has(subjectOf(finding.id)))
    .slice(0, beginsARound))
    await raiseAlarm(
      db,
      parts,
      {
        ...{ subjectKey: subjectOf(finding.id), kind: "anomaly", objectiveId: null, serviceId, environmentId },
        titleOf: () => titleOf(finding),
        sentence: sentenceOf(finding),
        facts: { findingId: finding.id },
      },
      now,
    );
  for (const { finding } of found) {
    const alarm = standing.get(subjectOf(finding.id));
    const sentence = endOf(finding);
    if (alarm && sentence !== null) await endAlarm(db, parts, alarm, { sentence }, now);
  }
}

function subjectOf(findingId: string): string {
  return `anomaly:${findingId}`;
}
