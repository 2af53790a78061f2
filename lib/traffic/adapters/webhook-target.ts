import type { Instant } from "@/lib/kernel/instant";
import type { WebhookTargetConfig } from "@/lib/traffic/contract";
import type { TrafficIntent, TrafficObservation, TrafficTarget, WriteGuard } from "@/lib/traffic/port";
import { intentMessage, observationOf } from "./http-messages";
import { callOutbound, type FetchOutbound, type OutboundAnswer, refuseStatus } from "./outbound-call";
import { signatureHeaders } from "./webhook-signature";

export interface WebhookTargetOptions {
  readonly config: WebhookTargetConfig;
  /** Signs what is sent; the receiver has it too. */
  readonly secret: string;
  readonly fetchOutbound: FetchOutbound;
  readonly now: () => Instant;
  /** Makes the id of a read; an intent has its epoch for that. */
  readonly newId: () => string;
  /** 2 s by default: a receiver may have to ask somebody else. */
  readonly deadlineMs?: number;
}

/**
 * A data plane of the user's own behind one URL. The intent is POSTed to it and its state read by GET, both signed in
 * the manner of Standard Webhooks. The id of an intent comes from its contents, so that a repetition can be recognised.
 */
export function createWebhookTarget(options: WebhookTargetOptions): TrafficTarget {
  const { config, secret, fetchOutbound, now, newId, deadlineMs = 2_000 } = options;
  const who = `The receiver at ${new URL(config.url).origin}`;
  const call = (method: "GET" | "POST", id: string, body: string, signal: AbortSignal): Promise<OutboundAnswer> => {
    const signed = signatureHeaders(secret, { id, timestampSeconds: Math.floor(now() / 1_000), body });
    const init =
      method === "POST"
        ? { method, headers: { ...signed, "content-type": "application/json" }, body }
        : { method, headers: signed };
    return callOutbound(fetchOutbound, { who, url: config.url, init, deadlineMs }, signal);
  };
  return {
    async observe(signal): Promise<TrafficObservation> {
      const answer = await call("GET", `read_${newId()}`, "", signal);
      refuseStatus(who, answer);
      return observationOf(who, answer, now());
    },
    async apply(intent, guard, signal): Promise<void> {
      const body = JSON.stringify(intentMessage(intent, guard));
      refuseStatus(who, await call("POST", intentId(intent, guard), body, signal));
    },
    async close(): Promise<void> {},
  };
}

function intentId({ epoch, sharePercent, closed }: TrafficIntent, { term }: WriteGuard): string {
  return `intent_${term}_${epoch}_${sharePercent.a}_${sharePercent.b}_${[...closed].sort().join("") || "open"}`;
}
