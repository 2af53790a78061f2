import { actorNow } from "@/lib/identity/use-cases/actor-now";
import { AppError } from "@/lib/kernel/app-error";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Runtime } from "@/lib/platform/runtime";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import type { ShipFault } from "./contract";
import { demoEnvironment } from "./demo-shop";
import type { Shop } from "./port";
import { demoActor } from "./seed-catalog";
import { faultsOf } from "./ship-faults";
import { findShipment, type Shipment, saveShipment } from "./shipment-store";
import { idleSlotOf } from "./shop-read-model";
import type { Watch } from "./watch";

const words: Readonly<Record<ShipFault, string>> = {
  none: "a healthy version",
  errors: "a version that answers every request with 500",
  slow: "a version that answers 600 ms later",
  health: "a version whose health check dies under traffic",
  mild: "a version that fails 5 % of its requests",
};

/** Whoever asked for a shipment, with the rights of this moment; null for somebody who lost access meanwhile. */
async function requesterOf(runtime: Runtime, { kind, id, name }: Shipment["requestedBy"]): Promise<Actor | null> {
  return kind === "system" || id === null ? demoActor : actorNow(runtime, { kind, id, name });
}

/** Deploy what a shipment says to the idle slot and start its rollout: what a team's pipeline does. */
export async function ship(
  { runtime, shop, watch }: { runtime: Runtime; shop: Shop; watch: Watch },
  shipmentId: string,
): Promise<void> {
  const shipment = await findShipment(runtime.db, shipmentId);
  if (shipment?.state !== "requested") return;
  const { service, version, fault } = shipment;
  try {
    const actor = await requesterOf(runtime, shipment.requestedBy);
    if (!actor) throw new AppError("forbidden", { detail: `${shipment.requestedBy.name} may not sign in any more.` });
    await shop.deploy(service, await idleSlotOf(runtime.db, service), { version, faults: faultsOf(fault) });
    await saveShipment(runtime.db, shipmentId, { state: "deployed" });
    watch.track(shipment);
    const reason = `The demonstration ships ${words[fault]}.`;
    const rollout = { service, environment: demoEnvironment, version, policy: "reject", reason } as const;
    const { id: rolloutId } = await startRollout.run(rollout, { actor }, runtime);
    await saveShipment(runtime.db, shipmentId, { state: "started", rolloutId });
    runtime.log.info({ service, version, fault, rolloutId }, "shipped");
  } catch (error) {
    const failure = error instanceof Error ? error.message : "It failed without saying why.";
    runtime.log.warn({ err: error, service, version }, "a shipment failed");
    await saveShipment(runtime.db, shipmentId, { state: "failed", failure, finishedAt: runtime.clock.now() });
  }
}
