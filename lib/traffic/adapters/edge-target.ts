import type { Instant } from "@/lib/kernel/instant";
import type { EdgeTargetConfig } from "@/lib/traffic/contract";
import type { TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import { intentMessage, observationOf } from "./http-messages";
import { callOutbound, type FetchOutbound, type OutboundInit, refuseStatus } from "./outbound-call";

export interface EdgeTargetOptions {
  readonly config: EdgeTargetConfig;
  /** The admin token of the edge. */
  readonly token: string;
  readonly fetchOutbound: FetchOutbound;
  readonly now: () => Instant;
  /** 800 ms by default, as with HAProxy. */
  readonly deadlineMs?: number;
}

/**
 * A service of an embedded edge, steered through its admin door. The edge itself refuses older
 * writes and keeps the hold.
 */
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
      return observationOf(who, answer, now());
    },
    async apply(intent, guard, signal): Promise<void> {
      const init: OutboundInit = {
        method: "PUT",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(intentMessage(intent, guard)),
      };
      refuseStatus(who, await call(init, `${url}/intent`, signal));
    },
    async close(): Promise<void> {},
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
