import type { PgBoss } from "pg-boss";
import type { Registry } from "prom-client";
import { createSmtpMailer } from "@/lib/notifications/adapters/smtp-mailer";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import { breachedClocks } from "@/lib/reviews/breached-clock-read-model";
import { tellBreachJob, weighBreachJob } from "@/lib/reviews/jobs";
import { startBreachLoop } from "@/lib/reviews/loop/breach-loop";
import { tellBreach } from "@/lib/reviews/use-cases/tell-breach";
import { weighBreach } from "@/lib/reviews/use-cases/weigh-breach";

/** Jobs of reviews. None of them opens or closes anything. */
export const reviewJobs = [tellBreachJob, weighBreachJob];

/** Let the worker look for breaches, and tell those who answer for them by mail. Without a mail server the pages tell them. */
export async function startReviews(
  boss: PgBoss,
  runtime: Runtime,
  registry: Registry,
): Promise<{ stop(): Promise<void> }> {
  const { SIGNALBOX_SMTP_URL: url, SIGNALBOX_MAIL_FROM: from } = runtime.config;
  const mailer = url && from ? createSmtpMailer({ url, from }) : null;
  await workOn(boss, tellBreachJob, runtime.log, async ({ breachId }) => {
    if (mailer) await tellBreach(runtime, mailer, breachId);
  });
  await workOn(boss, weighBreachJob, runtime.log, async ({ breachId }) => {
    await weighBreach(runtime, breachId);
  });
  return startBreachLoop({ runtime, timers: systemTimers, registry, clocks: breachedClocks });
}
