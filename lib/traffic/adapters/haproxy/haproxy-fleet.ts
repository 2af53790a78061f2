import { haproxySockets } from "@/lib/traffic/contract";
import type { TrafficTarget } from "@/lib/traffic/port";
import { createFleetTarget } from "../fleet-target";
import { createHaproxyTarget, type HaproxyTargetOptions } from "./haproxy-target";

/** One process that does not answer must not take the time in which the others could be asked again. */
const MEMBER_DEADLINE_MS = 400;

/** The processes of HAProxy that a target names: one as it is, several as a fleet. The deadline is that of each. */
export function createHaproxyFleet(options: HaproxyTargetOptions): TrafficTarget {
  const sockets = haproxySockets(options.config);
  if (sockets.length === 1) return createHaproxyTarget(options);
  return createFleetTarget(
    sockets.map((socket) => ({
      name: socket,
      target: createHaproxyTarget({
        ...options,
        config: { ...options.config, socket },
        deadlineMs: options.deadlineMs ?? MEMBER_DEADLINE_MS,
      }),
    })),
  );
}
