import { operation } from "@/lib/platform/http/operation";
import {
  BaselinesAnswer,
  ComparisonAnswer,
  ForecastAnswer,
  KeptAssumptions,
  PatternsAnswer,
  TargetView,
} from "./contract";
import { getComparison } from "./use-cases/compare-periods";
import { keepAssumptions } from "./use-cases/keep-assumptions";
import { getBaselines } from "./use-cases/read-baselines";
import { getForecast } from "./use-cases/read-forecast";
import { getPatterns } from "./use-cases/read-patterns";
import { setTarget } from "./use-cases/set-target";

const tag = "Trends";

export const trendOperations = {
  getComparison: operation({
    id: "getComparison",
    method: "GET",
    path: "/insights/comparison",
    tag,
    summary: "Compare a period with the one before: each change with its interval",
    useCase: getComparison,
    output: ComparisonAnswer,
  }),
  getBaselines: operation({
    id: "getBaselines",
    method: "GET",
    path: "/insights/baselines",
    tag,
    summary: "Get baselines, the steps that they propose, and the targets in force",
    useCase: getBaselines,
    output: BaselinesAnswer,
  }),
  setTarget: operation({
    id: "setTarget",
    method: "POST",
    path: "/insights/targets",
    tag,
    summary: "Take a step that a baseline proposes as the target",
    useCase: setTarget,
    output: TargetView,
    status: 201,
  }),
  getForecast: operation({
    id: "getForecast",
    method: "GET",
    path: "/insights/forecast",
    tag,
    summary: "Forecast work, failures and the people that they need",
    useCase: getForecast,
    output: ForecastAnswer,
  }),
  keepForecastAssumptions: operation({
    id: "keepForecastAssumptions",
    method: "POST",
    path: "/insights/forecast-assumptions",
    tag,
    summary: "Keep what work costs and who is there for it",
    useCase: keepAssumptions,
    output: KeptAssumptions,
    status: 201,
  }),
  getPatterns: operation({
    id: "getPatterns",
    method: "GET",
    path: "/insights/patterns",
    tag,
    summary: "Find failures that are over-represented in one environment",
    useCase: getPatterns,
    output: PatternsAnswer,
  }),
};
