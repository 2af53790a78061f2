import type { PgBoss } from "pg-boss";
import type { Registry } from "prom-client";
import { createPagerdutyChannel } from "@/lib/alerts/adapters/pagerduty-channel";
import { createMailChannel, createWebhookChannel } from "@/lib/alerts/adapters/sender-channels";
import { createServiceNowChannel } from "@/lib/alerts/adapters/servicenow-channel";
import { watchConsequencesJob } from "@/lib/alerts/jobs";
import { startTelling } from "@/lib/alerts/loop/tell-loop";
import type { AlertChannel, ChannelOf } from "@/lib/alerts/port";
import { createAlertObserver } from "@/lib/alerts/use-cases/observe-objectives";
import { partsOf } from "@/lib/alerts/use-cases/parts-of";
import { watchConsequences } from "@/lib/alerts/use-cases/watch-consequences";
import { composeChannels } from "@/lib/composition-analytics";
import { tellOpenedGatesJob } from "@/lib/gates/jobs";
import { tellOpenedGates } from "@/lib/gates/use-cases/tell-opened-gates";
import { systemActor } from "@/lib/platform/auth/actor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import type { AlertObserver } from "@/lib/slos/port";

/** Jobs of alerts. */
export const alertJobs = [watchConsequencesJob, tellOpenedGatesJob];

/** What makes alarms of how objectives stand. */
export function composeAlertObserver(runtime: Runtime): AlertObserver {
  return createAlertObserver(partsOf(runtime));
}

/** Choose which channel stands behind each kind of connection. */
export function composeAlertChannels(runtime: Runtime): ChannelOf {
  const { mailer, webhooks } = composeChannels(runtime);
  const channels = new Map<string, AlertChannel>([
    ["pagerduty_events", createPagerdutyChannel(runtime.outbound)],
    ["servicenow_incident", createServiceNowChannel(runtime.outbound)],
    ["alert_webhook", createWebhookChannel(webhooks)],
    ["alert_mail", createMailChannel(mailer)],
  ]);
  return (kind) => {
    const found = channels.get(kind);
    if (!found) throw new Error(`nobody can be told of alerts by a connection of the kind ${kind}`);
    return found;
  };
}

/** Let the worker watch consequences and tell whoever is to be told. */
export async function startAlerts(
  boss: PgBoss,
  runtime: Runtime,
  registry: Registry,
): Promise<{ stop(): Promise<void> }> {
  await workOn(boss, watchConsequencesJob, runtime.log, () => watchConsequences(runtime));
  await workOn(boss, tellOpenedGatesJob, runtime.log, async () => {
    await tellOpenedGates.run({}, { actor: systemActor("gates") }, runtime);
  });
  return startTelling({ runtime, timers: systemTimers, channelOf: composeAlertChannels(runtime), registry });
}
