import type { Mailer } from "@/lib/notifications/port";
import { loadAddresses } from "@/lib/ownership/ownership-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { findBreach } from "../breach-read-model";
import { breachMail } from "../domain/breach-mail";
import { reviewRulesAt } from "../review-rules-read-model";

/**
 * Mail those who answered for an objective when its breach was opened. A mail's id is that of breach and reader, so that a mailbox knows a
 * repeated one. Answers how many were sent; throws when one was refused for a while, so that the job is tried again.
 */
export async function tellBreach(runtime: Runtime, mailer: Mailer, breachId: string): Promise<number> {
  const db = prismaExecutor(runtime.db);
  const now = runtime.clock.now();
  const breach = await findBreach(db, breachId, (await reviewRulesAt(db, now)).rules, now);
  if (!breach) return 0;
  const { view, told } = breach;
  const { SIGNALBOX_URL } = runtime.config;
  const addresses = await loadAddresses(
    db,
    told.map(({ personId }) => personId),
  );
  let sent = 0;
  for (const { personId, role } of told) {
    const to = addresses.get(personId);
    if (to === undefined) continue;
    const mail = breachMail({
      reference: view.reference,
      name: view.subjectName,
      service: view.service.name,
      sentence: view.causes[0]?.sentence ?? "",
      role,
      dueAt: view.duty?.dueAt ?? null,
      url: SIGNALBOX_URL ? `${SIGNALBOX_URL.replace(/\/+$/, "")}/reviews/breaches/${view.id}` : null,
    });
    const outcome = await mailer.send({ id: `${view.id}.${personId}`, to, ...mail });
    if (outcome.kind === "refused" && !outcome.isFinal) throw new Error(outcome.why);
    if (outcome.kind === "sent") sent += 1;
    else runtime.log.warn({ breach: view.id, why: outcome.why }, "somebody was not told of a breach by mail");
  }
  return sent;
}
