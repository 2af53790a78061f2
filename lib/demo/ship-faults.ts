import type { ShipFault } from "./contract";
import type { ShopFaultsPatch } from "./shop-faults";

/** How every version of the shop answers: a few milliseconds, one error in some thousands, as real services do. */
const ordinary: ShopFaultsPatch = { baseLatencyMedianMs: 12, baseLatencySigma: 0.45, errorRatio: 0.0002 };

/** What a version is switched to when it is deployed. A dying health check dies later, under traffic. */
const switches: Readonly<Record<ShipFault, ShopFaultsPatch>> = {
  none: ordinary,
  errors: { ...ordinary, errorRatio: 1 },
  slow: { ...ordinary, extraLatencyMs: 600 },
  health: ordinary,
  mild: { ...ordinary, errorRatio: 0.05 },
};

/** The faults of a version as it is deployed. */
export function faultsOf(fault: ShipFault): ShopFaultsPatch {
  return switches[fault];
}
