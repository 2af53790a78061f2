import { operation } from "@/lib/platform/http/operation";
import { BenchmarksAnswer } from "./contract";
import { getBenchmarks } from "./use-cases/read-benchmarks";

export const benchmarkOperations = {
  getBenchmarks: operation({
    id: "getBenchmarks",
    method: "GET",
    path: "/insights/benchmarks",
    tag: "Trends",
    summary: "Place figures in published, dated scales and among peer teams",
    useCase: getBenchmarks,
    output: BenchmarksAnswer,
  }),
};
