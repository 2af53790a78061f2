import type { PgBoss } from "pg-boss";
import { setCalendarRelations, setCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import { analyticsJobs } from "@/lib/composition-analytics";
import { shipVersionJob } from "@/lib/demo/jobs";
import { createEmergencies } from "@/lib/emergencies/pass-read-model";
import { setGateSources } from "@/lib/gates/gate-sources-read-model";
import { authenticateRequest } from "@/lib/identity/use-cases/authenticate-request";
import { disposeDeliveriesJob } from "@/lib/ingest/jobs";
import { setSignalRegistry } from "@/lib/ingest/registry";
import { setLogReaders } from "@/lib/logs/log-readers";
import { systemClock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config/config";
import { secretKeysOf } from "@/lib/platform/crypto/keys";
import { createSecretBox } from "@/lib/platform/crypto/secret-box";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { createDb } from "@/lib/platform/db/prisma";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { randomIds } from "@/lib/platform/ids";
import { startBoss } from "@/lib/platform/jobs/boss";
import { housekeepingJob } from "@/lib/platform/jobs/housekeeping";
import { bossJobs } from "@/lib/platform/jobs/jobs";
import { createLog } from "@/lib/platform/log";
import { hasRuntime, type Runtime, setRuntime } from "@/lib/platform/runtime";
import { setBending } from "@/lib/policies/gate-read-model";
import { setReadNeeds } from "@/lib/releases/needs-read-model";
import { setDefinitionKinds } from "@/lib/slos/definition-kinds";
import { setServiceNeeds } from "@/lib/slos/promise-read-model";
import { testTargetJob } from "@/lib/traffic/jobs";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import { alertJobs } from "./composition-alerts";
import { calendarJobs, calendarSources, composeRelations } from "./composition-calendar";
import { composeConnections } from "./composition-connections";
import { gateSources } from "./composition-gates";
import { historyJobs } from "./composition-history";
import { composeSignals } from "./composition-ingest";
import { composeNeeds } from "./composition-releases";
import { reservationJobs } from "./composition-reservations";
import { reviewJobs } from "./composition-reviews";
import { filedKinds, serviceNeeds } from "./composition-slos";
import { syntheticJobs } from "./composition-synthetics";
import { waiverJobs } from "./composition-waivers";

/** Every job there is. Queues are made by whoever starts first, so that sending never fails for want of one. */
const jobs = [
  testTargetJob,
  housekeepingJob,
  disposeDeliveriesJob,
  shipVersionJob,
  ...historyJobs,
  ...analyticsJobs,
  ...waiverJobs,
  ...reservationJobs,
  ...reviewJobs,
  ...alertJobs,
  ...syntheticJobs,
  ...calendarJobs,
];

/** Which process this is; names it in the logs. */
type Part = "web" | "worker" | "cli" | "demo";

/**
 * The only place where real adapters are chosen. Idempotent in one process; `part` names it in the logs.
 */
export async function compose(part: Part): Promise<{ runtime: Runtime; boss: PgBoss }> {
  const settings = config();
  const log = createLog(part, settings.SIGNALBOX_LOG_LEVEL);
  const db = createDb(settings.DATABASE_URL, part === "web" ? 10 : 6);
  const boss = await startBoss(settings.DATABASE_URL, log, part === "worker");
  const runtime: Runtime = {
    config: settings,
    db,
    clock: systemClock,
    ids: randomIds,
    log,
    jobs: bossJobs(boss),
    secrets: createSecretBox(secretKeysOf(settings)),
    outbound: createOutboundClient({ allowCidrs: settings.SIGNALBOX_OUTBOUND_ALLOW_CIDRS }),
    authenticate: (headers) => authenticateRequest(headers, runtime),
  };
  setRuntime(runtime);
  setSignalRegistry(composeSignals());
  const policy = { allowCidrs: settings.SIGNALBOX_OUTBOUND_ALLOW_CIDRS };
  const executor = prismaExecutor(db);
  setBending({ waivers: createWaivers(executor), emergencies: createEmergencies(executor) });
  setGateSources(gateSources);
  setCalendarSources(calendarSources);
  setCalendarRelations(composeRelations(systemClock));
  setReadNeeds(composeNeeds(systemClock));
  setServiceNeeds(serviceNeeds);
  setDefinitionKinds(filedKinds);
  setLogReaders(composeConnections(runtime.outbound, policy).logReaders);
  for (const job of jobs) await boss.createQueue(job.name);
  return { runtime, boss };
}

/** Compose when this process has not yet. */
export async function ensureComposed(part: Part): Promise<void> {
  if (!hasRuntime()) await compose(part);
}
