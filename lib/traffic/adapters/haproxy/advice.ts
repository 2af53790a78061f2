import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import { sharesOfWeights } from "@/lib/traffic/domain/weights";
import type { SlotName, TargetAdvice } from "@/lib/traffic/port";
import { absence } from "./fence";
import { parseConfiguredWeights } from "./server-stats";

export interface AdviceInput {
  readonly config: HaproxyTargetConfig;
  readonly liveSlot: SlotName | null;
  /** Answer to `show servers state`. */
  readonly serversState: string;
  /** Answer of the fence about its state; null when the target has no token. */
  readonly fence: string | null;
}

/** What a person should put right in haproxy.cfg or the target although traffic can be steered. */
export function adviceOf({ config, liveSlot, serversState, fence }: AdviceInput): TargetAdvice[] {
  const advice: TargetAdvice[] = [];
  const missing = fence === null ? null : absence(fence, config.socket);
  if (missing !== null) advice.push({ subject: "Fence", message: missing.detail, remedy: missing.remedy });
  const weights = parseConfiguredWeights(serversState);
  if (weights === null || liveSlot === null) return advice;
  const ofSlot = (slot: SlotName): number[] => config.slots[slot].map((server) => weights.get(server) ?? 0);
  const restart = sharesOfWeights({ a: ofSlot("a"), b: ofSlot("b") });
  const other = liveSlot === "a" ? "b" : "a";
  if (restart[other] === 0) return advice;
  const servers = config.slots[other].filter((server) => (weights.get(server) ?? 0) > 0).join(", ");
  advice.push({
    subject: "Weights in haproxy.cfg",
    message: `A reload of HAProxy would give slot ${other}, which is not live, ${Math.round(restart[other])} % of the traffic until the split is set again.`,
    remedy: `Write \`weight 0\` on the lines of ${servers} and the weights of slot ${liveSlot} on its own; no reload is needed for that now.`,
  });
  return advice;
}
