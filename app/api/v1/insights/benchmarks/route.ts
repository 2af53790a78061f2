import { benchmarkOperations } from "@/lib/benchmarks/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(benchmarkOperations.getBenchmarks);
