import type { PgBoss } from "pg-boss";
import { watchSeriesJob } from "@/lib/anomalies/jobs";
import { watchSeries } from "@/lib/anomalies/use-cases/watch-series";
import { createSmtpMailer, noMailer } from "@/lib/notifications/adapters/smtp-mailer";
import { createWebhookSender } from "@/lib/notifications/adapters/webhook-sender";
import { systemActor } from "@/lib/platform/auth/actor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { sendReportsJob } from "@/lib/reports/jobs";
import { makeDueReports } from "@/lib/reports/use-cases/make-due-reports";
import { type Channels, sendDeliveries } from "@/lib/reports/use-cases/send-deliveries";
import { scoreDeploymentsJob, trainRiskModelJob } from "@/lib/risk/jobs";
import { scoreDeployments } from "@/lib/risk/use-cases/score-deployments";
import { trainRiskModel } from "@/lib/risk/use-cases/train-model";
import { judgeTargetsJob } from "@/lib/trends/jobs";
import { judgeTargets } from "@/lib/trends/use-cases/judge-targets";

/** Jobs of analytics and reports; their queues are made with all the others. */
export const analyticsJobs = [watchSeriesJob, trainRiskModelJob, scoreDeploymentsJob, sendReportsJob, judgeTargetsJob];

/** Steps of one look at the series; the next look goes on where this one stopped. */
const MOST_STEPS = 200;

/** Which mail server and which way to webhooks. */
export function composeChannels(runtime: Runtime): Channels {
  const { SIGNALBOX_SMTP_URL: url, SIGNALBOX_MAIL_FROM: from } = runtime.config;
  return {
    mailer: url && from ? createSmtpMailer({ url, from }) : noMailer,
    webhooks: createWebhookSender(runtime.outbound, () => runtime.clock.now()),
  };
}

/** Let the worker watch series, train and apply the risk model, and send reports. */
export async function startAnalyticsJobs(boss: PgBoss, runtime: Runtime): Promise<void> {
  const channels = composeChannels(runtime);
  await workOn(boss, watchSeriesJob, runtime.log, async () => {
    for (let at = 0; at < MOST_STEPS; at += 1) {
      const watched = await watchSeries.run({}, { actor: systemActor("anomaly detector") }, runtime);
      if (!watched.hasMore) return;
    }
  });
  await workOn(boss, trainRiskModelJob, runtime.log, async () => {
    await trainRiskModel.run({}, { actor: systemActor("risk model") }, runtime);
  });
  await workOn(boss, scoreDeploymentsJob, runtime.log, async () => {
    await scoreDeployments.run({}, { actor: systemActor("risk model") }, runtime);
  });
  await workOn(boss, judgeTargetsJob, runtime.log, async () => {
    await judgeTargets.run({}, { actor: systemActor("delivery targets") }, runtime);
  });
  await workOn(boss, sendReportsJob, runtime.log, async () => {
    await makeDueReports.run({}, { actor: systemActor("reports") }, runtime);
    await sendDeliveries(runtime, channels);
  });
}
