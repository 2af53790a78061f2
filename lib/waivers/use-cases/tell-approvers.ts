import type { Mailer } from "@/lib/notifications/port";
import { permissions } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { listApprovers } from "../approver-read-model";
import { approverMail } from "../domain/approver-mail";
import { viewsOf } from "../waiver-read-model";
import { findWaiver } from "../waiver-record-read-model";

/**
 * Mail those who may approve a waiver, unless it was edited or decided meanwhile. A mail's id is that of waiver, revision and reader, so
 * that a mailbox knows a repeated one. Answers how many were sent; throws when one was refused for a while, so that the job is tried
 * again.
 */
export async function tellApprovers(
  runtime: Runtime,
  mailer: Mailer,
  given: { readonly waiverId: string; readonly revision: number },
): Promise<number> {
  const db = prismaExecutor(runtime.db);
  const now = runtime.clock.now();
  const waiver = await findWaiver(db, given.waiverId);
  const [view] = waiver ? await viewsOf(db, [waiver], now) : [];
  if (!waiver || !view || view.revision !== given.revision || view.state !== "requested") return 0;
  const { SIGNALBOX_URL } = runtime.config;
  const mail = approverMail({
    reference: view.reference,
    rule: `${view.kind.replace("_", " ")}, ${view.subject === "*" ? "every one" : (view.subjectName ?? view.subject)}`,
    service: view.service.name,
    environment: view.environment.name,
    requestedBy: view.requestedBy,
    justification: view.justification,
    risk: `${view.riskLevel}, ${view.riskScore} points`,
    endsAt: view.endsAt,
    url: SIGNALBOX_URL ? `${SIGNALBOX_URL.replace(/\/+$/, "")}/waivers/${view.id}` : null,
  });
  let sent = 0;
  for (const { id, email } of await listApprovers(db, permissions["waiver:approve"].roles, waiver.record.authors)) {
    const outcome = await mailer.send({ id: `${view.id}.${view.revision}.${id}`, to: email, ...mail });
    if (outcome.kind === "refused" && !outcome.isFinal) throw new Error(outcome.why);
    if (outcome.kind === "sent") sent += 1;
    else runtime.log.warn({ waiver: view.id, why: outcome.why }, "an approver was not told by mail");
  }
  return sent;
}
