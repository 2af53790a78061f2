import type { PgBoss } from "pg-boss";
import { createSmtpMailer } from "@/lib/notifications/adapters/smtp-mailer";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { tellApproversJob } from "@/lib/waivers/jobs";
import { tellApprovers } from "@/lib/waivers/use-cases/tell-approvers";

/** Jobs of waivers. None of them begins or ends one. */
export const waiverJobs = [tellApproversJob];

/** Let the worker tell approvers by mail. Without a mail server the pages tell them. */
export async function startWaiverJobs(boss: PgBoss, runtime: Runtime): Promise<void> {
  const { SIGNALBOX_SMTP_URL: url, SIGNALBOX_MAIL_FROM: from } = runtime.config;
  const mailer = url && from ? createSmtpMailer({ url, from }) : null;
  await workOn(boss, tellApproversJob, runtime.log, async (payload) => {
    if (mailer) await tellApprovers(runtime, mailer, payload);
  });
}
