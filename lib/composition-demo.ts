import { type Programs, startShop } from "@/lib/demo/adapters/shop";
import { startVisitors } from "@/lib/demo/adapters/visitors";
import type { OpenShop, SendVisitors } from "@/lib/demo/port";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";

/**
 * Choose the adapters of the demonstration. `programs` are what is installed, `serviceCommand` are Node's arguments for
 * `lib/entry/demo-service.ts`, `fenceScript` is the full path of `deploy/haproxy/signalbox.lua`.
 */
export function composeDemo(given: {
  readonly programs: Programs;
  readonly serviceCommand: readonly string[];
  readonly fenceScript: string;
}): {
  readonly openShop: OpenShop;
  readonly sendVisitors: SendVisitors;
} {
  return { openShop: (plan) => startShop(plan, { ...given, startEdge }), sendVisitors: startVisitors };
}
