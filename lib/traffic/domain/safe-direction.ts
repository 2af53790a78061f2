import type { SafeSplit, SlotName, TrafficIntent } from "@/lib/traffic/port";

/** Weights are whole numbers: what is shown may be this far from what was set. */
const TOLERANCE_PP = 0.5;

/**
 * Whether an intent only lowers exposure, against the shares that are shown. With a safe split known: no slot gets more
 * than it has, or than is safe for it. Without: the slot that gains has most of the traffic already, or the intent
 * closes a slot, as taking a version out does.
 */
export function onlyLowersExposure(
  shown: Readonly<Record<SlotName, number>>,
  intent: TrafficIntent,
  safe: SafeSplit | null,
): boolean {
  return (["a", "b"] as const).every((slot) => {
    const wanted = intent.sharePercent[slot];
    if (wanted <= shown[slot] + TOLERANCE_PP) return true;
    if (safe !== null) return wanted <= safe.sharePercent[slot] + TOLERANCE_PP;
    return shown[slot] >= 50 || intent.closed.length > 0;
  });
}
