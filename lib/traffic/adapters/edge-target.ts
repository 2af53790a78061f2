import type { Instant } from "@/lib/kernel/instant";
import type { EdgeTargetConfig } from "@/lib/traffic/contract";
import type { TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import type { EdgeDoors } from "./edge-door";
import { intentMessage, observationOf } from "./http-messages";
import { refuseStatus } from "./outbound-call";

export interface EdgeTargetOptions {
  readonly config: EdgeTargetConfig;
  /** The admin token of the edge. */
  readonly token: string;
  /** Targets that share it share requests. */
  readonly doors: EdgeDoors;
  readonly now: () => Instant;
  /** 800 ms by default, as with HAProxy. */
  readonly deadlineMs?: number;
}

/**
 * A service of an embedded edge, steered through its admin door. The edge itself refuses older
 * writes and keeps the hold.
 */
export function createEdgeTarget({ config, token, doors, now, deadlineMs }: EdgeTargetOptions): TrafficTarget {
  const door = doors({ adminUrl: config.adminUrl, token, deadlineMs });
  return {
    async observe(signal): Promise<TrafficObservation> {
      const answer = await door.read("state", config.service, signal);
      refuseStatus(door.who, answer);
      return observationOf(door.who, answer, now());
    },
    async apply(intent, guard, signal): Promise<void> {
      refuseStatus(door.who, await door.put(config.service, intentMessage(intent, guard), signal));
    },
    async claim(term, signal): Promise<void> {
      refuseStatus(door.who, await door.claim(config.service, term, signal));
    },
    async close(): Promise<void> {},
  };
}
