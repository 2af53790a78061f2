import path from "node:path";
import type { PgBoss } from "pg-boss";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { planeToken } from "./credentials";
import { seedReviews } from "./demo-reviews";
import { demoServices, visitorsPerSecond } from "./demo-shop";
import { shipVersionJob } from "./jobs";
import { ship } from "./pipeline";
import type { OpenShop, SendVisitors, Shop } from "./port";
import { seedBudgetPolicies, seedCatalog, seedObjectives, seedTargets } from "./seed-catalog";
import { seedClocks } from "./seed-clocks";
import { seedJourney } from "./seed-journey";
import { seedPeople } from "./seed-people";
import { seedSignOffs } from "./seed-sign-offs";
import { openShipments, saveShipment } from "./shipment-store";
import { slotContents } from "./shop-read-model";

import { createWatch, firstShow } from "./watch";

export interface DemonstrationOptions {
  readonly openShop: OpenShop;
  readonly sendVisitors: SendVisitors;
  readonly runtime: Runtime;
  readonly boss: PgBoss;
  /** Ship a healthy and a bad version when nothing was shipped yet. */
  readonly withFirstShow: boolean;
  /** Told when a part of it ends unasked. */
  onFailure(reason: string): void;
}

export interface Demonstration {
  readonly shop: Shop;
  close(): Promise<void>;
}

const roundMs = 500;

/** Shipments that were under way when the demonstration last ended: their version never got into the slot. */
async function giveUpInterrupted(runtime: Runtime): Promise<void> {
  for (const { id, state } of await openShipments(runtime.db)) {
    if (state !== "deployed") continue;
    const failure = "The demonstration ended before the rollout was started; ship again.";
    await saveShipment(runtime.db, id, { state: "failed", failure, finishedAt: runtime.clock.now() });
  }
}

/** Call `round` again and again, each time a moment after the last one ended. Answers how to stop. */
function repeat(round: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = round().finally(() => {
      if (!stopped) timer = setTimeout(run, roundMs);
    });
  };
  run();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

/**
 * Start the demonstration on a migrated database: people, catalog, the shop with its data plane and metrics, visitors, and
 * the pipeline that ships what people ask for. What an earlier start left is found again.
 */
export async function startDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const { runtime, boss } = options;
  const { log, config } = runtime;
  const people = await seedPeople(runtime);
  await seedCatalog(runtime);
  await giveUpInterrupted(runtime);
  const shop = await options.openShop({
    folder: path.join(path.resolve(config.SIGNALBOX_DATA_DIR), "demo"),
    planeToken: planeToken(config),
    services: await slotContents(runtime.db),
    onNotice: (notice) => log.warn(notice),
  });
  shop.onFailure(options.onFailure);
  await seedTargets(runtime, shop);
  await seedObjectives(runtime);
  await seedJourney(runtime, shop);
  await seedSignOffs(runtime, people);
  await seedBudgetPolicies(runtime);
  await seedClocks(runtime);
  await seedReviews(runtime);
  const watch = createWatch(runtime, shop);
  const visitors = options.sendVisitors(
    demoServices.map(({ slug, paths }) => ({
      url: shop.frontUrl(slug),
      paths,
      perSecond: visitorsPerSecond,
      onAnswer: (version, answer) => watch.onAnswer(slug, version, answer),
    })),
  );
  await workOn(boss, shipVersionJob, log, ({ shipmentId }) => ship({ runtime, shop, watch }, shipmentId));
  const stopRounds = repeat(async () => {
    try {
      await watch.round();
      if (options.withFirstShow) await firstShow(runtime);
    } catch (error) {
      log.warn({ err: error }, "a round of the demonstration failed; the next one tries again");
    }
  });
  log.info({ plane: shop.plane, prometheus: shop.prometheusUrl }, "the demonstration runs");
  return {
    shop,
    async close() {
      await boss.offWork(shipVersionJob.name);
      await stopRounds();
      await visitors.stop();
      await shop.close();
    },
  };
}
