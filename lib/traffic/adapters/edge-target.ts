import type { Instant } from "@/lib/kernel/instant";
import { type EdgeTargetConfig, TargetStateAnswer } from "@/lib/traffic/contract";
import type { TrafficIntent, TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import { callOutbound, type FetchOutbound, type OutboundInit, parseAnswer, refuseStatus } from "./outbound-call";

export interface EdgeTargetOptions {
  readonly config: EdgeTargetConfig;
  /** The admin token of the edge. */
  readonly token: string;
  readonly fetchOutbound: FetchOutbound;
  readonly now: () => Instant;
  /** 800 ms by default, as with HAProxy. */
  readonly deadlineMs?: number;
}

/** A service of an embedded edge, steered through its admin door. It fences: older epochs are refused by the edge. */
export function createEdgeTarget({ config, token, fetchOutbound, now, deadlineMs }: EdgeTargetOptions): TrafficTarget {
  const who = `The edge at ${config.adminUrl}`;
  const url = new URL(`targets/${encodeURIComponent(config.service)}`, withSlash(config.adminUrl)).href;
  const call = (init: OutboundInit, at: string, signal: AbortSignal) =>
    callOutbound(fetchOutbound, { who, url: at, init, deadlineMs: deadlineMs ?? 800 }, signal);
  const authorization = `Bearer ${token}`;
  return {
    async observe(signal): Promise<TrafficObservation> {
      const answer = await call({ method: "GET", headers: { authorization } }, url, signal);
      refuseStatus(who, answer);
      return { ...parseAnswer(who, TargetStateAnswer, answer), observedAt: now() };
    },
    async apply(intent: TrafficIntent, signal): Promise<void> {
      const init: OutboundInit = {
        method: "PUT",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ epoch: intent.epoch, sharePercent: intent.sharePercent, closed: intent.closed }),
      };
      refuseStatus(who, await call(init, `${url}/intent`, signal));
    },
    async close(): Promise<void> {},
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
