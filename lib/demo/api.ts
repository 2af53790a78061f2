import { operation } from "@/lib/platform/http/operation";
import { DemoView, ShipmentView } from "./contract";
import { readDemo } from "./use-cases/read-demo";
import { shipVersion } from "./use-cases/ship-version";

const tag = "Demonstration";

export const demoOperations = {
  getDemo: operation({
    id: "getDemo",
    method: "GET",
    path: "/demo",
    tag,
    summary: "Get the demonstration's services and shipments",
    useCase: readDemo,
    output: DemoView,
  }),
  shipDemoVersion: operation({
    id: "shipDemoVersion",
    method: "POST",
    path: "/demo/shipments",
    tag,
    summary: "Ship a version of a demonstration service, healthy or with a fault",
    useCase: shipVersion,
    output: ShipmentView,
    status: 202,
  }),
};
