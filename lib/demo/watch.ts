import type { Runtime } from "@/lib/platform/runtime";
import { countAnswer, type Exposure, sickSince, type VisitorAnswer } from "./domain/exposure";
import type { Shop } from "./port";
import { asDemo } from "./seed-catalog";
import { faultsOf } from "./ship-faults";
import { openShipments, type Shipment, saveShipment } from "./shipment-store";
import { firstShipments, rolloutsOfOthers } from "./shop-read-model";
import { shipVersion } from "./use-cases/ship-version";

/** A version that is to fall ill is healthy for this long under traffic first. */
const healthyForMs = 3_000;
/** Answers may still be on their way when a rollout ends. */
const afterEndMs = 2_000;

interface Tracked {
  readonly shipment: Shipment;
  /** Grows with every answer. */
  seen: Exposure;
  /** What of it is in the database. */
  saved: Exposure;
}

/**
 * Looks at what was shipped: counts what visitors get, lets the health check of a version die where that was asked for,
 * notes the end. Also deploys the version of rollouts that somebody started without the demonstration's pipeline.
 */
export function createWatch(runtime: Runtime, shop: Shop) {
  const tracked = new Map<string, Tracked>();

  function track(shipment: Shipment): Tracked {
    const known = tracked.get(shipment.service);
    const same = known?.shipment.id === shipment.id ? known : null;
    const entry = { shipment, seen: same?.seen ?? shipment.seen, saved: same?.saved ?? shipment.seen };
    tracked.set(shipment.service, entry);
    return entry;
  }

  async function look(shipment: Shipment): Promise<void> {
    const { rollout, service } = shipment;
    if (!rollout) return;
    const entry = track(shipment);
    const now = runtime.clock.now();
    await sicken(entry, now);
    const isOver = rollout.finishedAt !== null && now >= rollout.finishedAt + afterEndMs;
    if (isOver) {
      tracked.delete(service);
      await saveShipment(runtime.db, shipment.id, { seen: entry.seen, state: "finished", finishedAt: now });
    } else if (entry.seen !== entry.saved) {
      entry.saved = entry.seen;
      await saveShipment(runtime.db, shipment.id, { seen: entry.saved });
    }
  }

  async function sicken(entry: Tracked, now: number): Promise<void> {
    const { fault, service, version } = entry.shipment;
    const { firstAnswerAt, onsetAt } = entry.seen;
    if (fault !== "health" || onsetAt !== null || firstAnswerAt === null || now < firstAnswerAt + healthyForMs) return;
    const slot = (["a", "b"] as const).find((candidate) => shop.versionIn(service, candidate) === version);
    if (slot === undefined) return;
    await shop.setFaults(service, slot, { healthy: false });
    entry.seen = sickSince(entry.seen, runtime.clock.now());
  }

  /** A rollout that did not come from the pipeline finds its version in the idle slot all the same. */
  async function followOthers(): Promise<void> {
    for (const { service, version, slot } of await rolloutsOfOthers(runtime.db)) {
      if (shop.versionIn(service, slot) === version) continue;
      runtime.log.info({ service, version }, "deployed for a rollout started elsewhere");
      await shop.deploy(service, slot, { version, faults: faultsOf("none") });
    }
  }

  return {
    /** Begin to count for this shipment, whose version is about to get its first visitors. */
    track: (shipment: Shipment): void => void track(shipment),

    /** Count one answer that a visitor got from a service. Answers of the data plane itself count for what is being shipped. */
    onAnswer(service: string, version: string | null, answer: VisitorAnswer): void {
      const entry = tracked.get(service);
      if (!entry || (version !== null && version !== entry.shipment.version)) return;
      entry.seen = countAnswer(entry.seen, entry.shipment.fault, answer);
    },

    /** One round. Called about twice a second. */
    async round(): Promise<void> {
      for (const shipment of await openShipments(runtime.db)) await look(shipment);
      await followOthers();
    },
  };
}

export type Watch = ReturnType<typeof createWatch>;

/** So that a first visitor finds history: a healthy release, and after it one that every visitor would notice. */
export async function firstShow(runtime: Runtime): Promise<void> {
  const [first, second] = await firstShipments(runtime.db);
  if (!first) await asDemo(runtime, shipVersion, { service: "storefront", fault: "none" });
  else if (!second && first.hasEnded) await asDemo(runtime, shipVersion, { service: "checkout", fault: "errors" });
}
