import { alertOperations } from "@/lib/alerts/api";
import { anomalyOperations } from "@/lib/anomalies/api";
import { auditOperations } from "@/lib/audit/api";
import { benchmarkOperations } from "@/lib/benchmarks/api";
import { calendarOperations } from "@/lib/calendar/api";
import { catalogOperations } from "@/lib/catalog/api";
import { clockOperations } from "@/lib/clocks/api";
import { cmdbOperations } from "@/lib/cmdb/api";
import { connectionOperations } from "@/lib/connections/api";
import { demoOperations } from "@/lib/demo/api";
import { dependencyOperations } from "@/lib/dependencies/api";
import { deploymentOperations } from "@/lib/deployments/api";
import { drillOperations } from "@/lib/drills/api";
import { emergencyOperations } from "@/lib/emergencies/api";
import { flipOperations } from "@/lib/flips/api";
import { gateOperations } from "@/lib/gates/api";
import { identityOperations } from "@/lib/identity/api";
import { importOperations } from "@/lib/imports/api";
import { incidentOperations } from "@/lib/incidents/api";
import { signalOperations } from "@/lib/ingest/api";
import { insightOperations } from "@/lib/insights/api";
import { logOperations } from "@/lib/logs/api";
import { otlpOperations } from "@/lib/otlp/api";
import { ownershipOperations } from "@/lib/ownership/api";
import { pipelineOperations } from "@/lib/pipelines/api";
import type { Operation } from "@/lib/platform/http/operation";
import { budgetPolicyOperations } from "@/lib/policies/api";
import { releaseOperations } from "@/lib/releases/api";
import { reportOperations } from "@/lib/reports/api";
import { reservationOperations } from "@/lib/reservations/api";
import { reviewOperations } from "@/lib/reviews/api";
import { riskOperations } from "@/lib/risk/api";
import { rolloutOperations } from "@/lib/rollouts/api";
import { sloOperations } from "@/lib/slos/api";
import { statusPageOperations } from "@/lib/status-page/api";
import { syntheticOperations } from "@/lib/synthetics/api";
import { telemetryOperations } from "@/lib/telemetry/api";
import { trafficOperations } from "@/lib/traffic/api";
import { trendOperations } from "@/lib/trends/api";
import { waiverOperations } from "@/lib/waivers/api";

/** Every REST operation of the product, one slice a line. The OpenAPI document and the contract tests read it. */
export const apiOperations: readonly Operation[] = [
  ...Object.values<Operation>(alertOperations),
  ...Object.values<Operation>(anomalyOperations),
  ...Object.values<Operation>(auditOperations),
  ...Object.values<Operation>(benchmarkOperations),
  ...Object.values<Operation>(budgetPolicyOperations),
  ...Object.values<Operation>(calendarOperations),
  ...Object.values<Operation>(catalogOperations),
  ...Object.values<Operation>(clockOperations),
  ...Object.values<Operation>(cmdbOperations),
  ...Object.values<Operation>(connectionOperations),
  ...Object.values<Operation>(demoOperations),
  ...Object.values<Operation>(dependencyOperations),
  ...Object.values<Operation>(deploymentOperations),
  ...Object.values<Operation>(drillOperations),
  ...Object.values<Operation>(emergencyOperations),
  ...Object.values<Operation>(flipOperations),
  ...Object.values<Operation>(gateOperations),
  ...Object.values<Operation>(identityOperations),
  ...Object.values<Operation>(incidentOperations),
  ...Object.values<Operation>(insightOperations),
  ...Object.values<Operation>(importOperations),
  ...Object.values<Operation>(logOperations),
  ...Object.values<Operation>(otlpOperations),
  ...Object.values<Operation>(ownershipOperations),
  ...Object.values<Operation>(pipelineOperations),
  ...Object.values<Operation>(releaseOperations),
  ...Object.values<Operation>(reportOperations),
  ...Object.values<Operation>(reservationOperations),
  ...Object.values<Operation>(riskOperations),
  ...Object.values<Operation>(reviewOperations),
  ...Object.values<Operation>(rolloutOperations),
  ...Object.values<Operation>(sloOperations),
  ...Object.values<Operation>(signalOperations),
  ...Object.values<Operation>(statusPageOperations),
  ...Object.values<Operation>(syntheticOperations),
  ...Object.values<Operation>(telemetryOperations),
  ...Object.values<Operation>(trafficOperations),
  ...Object.values<Operation>(trendOperations),
  ...Object.values<Operation>(waiverOperations),
];
