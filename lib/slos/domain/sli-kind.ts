import type { CompositeDefinition, CountedDefinition, DeliveryDefinition, SloDefinition } from "../contract";

/** Counted each minute at a target. */
export function isCounted(definition: SloDefinition): definition is CountedDefinition {
  return definition.sli.kind === "availability" || definition.sli.kind === "latency";
}

/** Made of other objectives. */
export function isComposite(definition: SloDefinition): definition is CompositeDefinition {
  return definition.sli.kind === "composite";
}

/** About delivery itself. */
export function isDelivery(definition: SloDefinition): definition is DeliveryDefinition {
  return definition.sli.kind === "delivery";
}
