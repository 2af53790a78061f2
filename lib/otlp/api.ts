import { operation } from "@/lib/platform/http/operation";
import { LatencyView } from "./contract";
import { getLatency } from "./use-cases/get-latency";

export const otlpOperations = {
  getLatency: operation({
    id: "getLatency",
    method: "GET",
    path: "/services/{slug}/latency",
    tag: "Latency by version",
    summary: "Get the latency of a service by version, with the change and its interval",
    useCase: getLatency,
    output: LatencyView,
  }),
};
