import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch } from "@/lib/platform/http/url-filter";
import type { CalibrationRows, DeploymentRisk, RiskOverview, RiskView } from "./contract";

/** Keys and fetchers of risks for TanStack Query. Client-safe. */
export const riskKeys = {
  overview: ["risk", "overview"] as const,
  assessment: (service: string, environment: string) => ["risk", "assessment", service, environment] as const,
  rows: (of: CalibrationRows["of"], group: number) => ["risk", "rows", of, group] as const,
  deployment: (id: string) => ["risk", "deployment", id] as const,
};

export function fetchRiskOverview(signal?: AbortSignal): Promise<RiskOverview> {
  return apiGet("/api/v1/risk/model", signal ? { signal } : {});
}

export function fetchCalibrationRows(
  of: CalibrationRows["of"],
  group: number,
  signal?: AbortSignal,
): Promise<CalibrationRows> {
  return apiGet(`/api/v1/risk/model/rows${toSearch({ of, group: String(group) })}`, signal ? { signal } : {});
}

export function fetchAssessment(service: string, environment: string, signal?: AbortSignal): Promise<RiskView> {
  return apiGet(`/api/v1/risk/assessment${toSearch({ service, environment })}`, signal ? { signal } : {});
}

export function fetchDeploymentRisk(id: string, signal?: AbortSignal): Promise<DeploymentRisk> {
  return apiGet(`/api/v1/risk/deployments/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
