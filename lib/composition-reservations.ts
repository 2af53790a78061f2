import type { PgBoss } from "pg-boss";
import { createSmtpMailer } from "@/lib/notifications/adapters/smtp-mailer";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { settleReservationsJob, tellHolderJob } from "@/lib/reservations/jobs";
import { hasHappened } from "@/lib/reservations/reservation-record-read-model";
import { settleReservations } from "@/lib/reservations/use-cases/settle-reservations";
import { tellHolder } from "@/lib/reservations/use-cases/tell-holder";

/** Jobs of reservations. What holds depends on none of them: it is computed when it is read. */
export const reservationJobs = [settleReservationsJob, tellHolderJob];

/** Let the worker keep what the clock did, and tell holders by mail. Without a mail server the pages tell them. */
export async function startReservationJobs(boss: PgBoss, runtime: Runtime): Promise<void> {
  const { SIGNALBOX_SMTP_URL: url, SIGNALBOX_MAIL_FROM: from } = runtime.config;
  const mailer = url && from ? createSmtpMailer({ url, from }) : null;
  await workOn(boss, tellHolderJob, runtime.log, async (payload) => {
    if (mailer) await tellHolder(runtime, mailer, payload);
  });
  await workOn(boss, settleReservationsJob, runtime.log, async () => {
    if (!(await hasHappened(prismaExecutor(runtime.db), runtime.clock.now()))) return;
    await settleReservations.run({}, { actor: systemActor("reservations") }, runtime);
  });
}
