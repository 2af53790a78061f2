import { createPagerdutyChannel } from "@/lib/alerts/adapters/pagerduty-channel";
import type { AlarmView } from "@/lib/alerts/contract";
import { abandonedAfterMs } from "@/lib/alerts/domain/outbox";
import { tellConnection } from "@/lib/alerts/loop/tell-due";
import { listDueConnections, releaseAbandoned } from "@/lib/alerts/notice-store";
import { createAlertRoute } from "@/lib/alerts/use-cases/create-alert-route";
import { listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { type PagerdutyServer, pagerdutyKey } from "./alert-vendors";
import { callAs } from "./harness";

/** A connection to that server, and a route of pages to it. Answers the route's id. */
export async function routePagesTo(server: PagerdutyServer, slug = "on-call"): Promise<string> {
  const config = { kind: "pagerduty_events", url: server.url } as const;
  await createConnection.run({ slug, name: "On call", config, secret: pagerdutyKey }, callAs("sre"));
  const route = {
    name: `Pages to ${slug}`,
    connection: slug,
    match: { kinds: ["page", "slow_down", "approval", "freeze"] },
  };
  return (await createAlertRoute.run(route, callAs("sre"))).id;
}

/** What one worker's look at the outbox does. */
export async function tellAll(runtime: Runtime, timeoutMs = 2_000): Promise<number> {
  const db = prismaExecutor(runtime.db);
  const now = runtime.clock.now();
  await releaseAbandoned(db, instant(now - abandonedAfterMs), now);
  let told = 0;
  for (const id of await listDueConnections(db, now))
    told += await tellConnection(runtime, () => createPagerdutyChannel(runtime.outbound, timeoutMs), id);
  return told;
}

export async function openAlarms(): Promise<readonly AlarmView[]> {
  return (await listAlarms.run({ open: "true" }, callAs("viewer"))).items;
}
