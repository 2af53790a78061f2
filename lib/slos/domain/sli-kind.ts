import type { CompositeDefinition, CountedDefinition, DeliveryDefinition, SloDefinition } from "../contract";

const countedKinds: readonly string[] = ["availability", "latency", "ratio"];

/** Counted each minute: at a target, by a synthetic check or by a meter. */
export function isCounted(definition: SloDefinition): definition is CountedDefinition {
  return countedKinds.includes(definition.sli.kind);
}

/** Made of other objectives. */
export function isComposite(definition: SloDefinition): definition is CompositeDefinition {
  return definition.sli.kind === "composite";
}

/** About delivery itself. */
export function isDelivery(definition: SloDefinition): definition is DeliveryDefinition {
  return definition.sli.kind === "delivery";
}
