import { auditOperations } from "@/lib/audit/api";
import { calendarOperations } from "@/lib/calendar/api";
import { catalogOperations } from "@/lib/catalog/api";
import { demoOperations } from "@/lib/demo/api";
import { deploymentOperations } from "@/lib/deployments/api";
import { identityOperations } from "@/lib/identity/api";
import { signalOperations } from "@/lib/ingest/api";
import type { Operation } from "@/lib/platform/http/operation";
import { rolloutOperations } from "@/lib/rollouts/api";
import { sloOperations } from "@/lib/slos/api";
import { telemetryOperations } from "@/lib/telemetry/api";
import { trafficOperations } from "@/lib/traffic/api";

/** Every REST operation of the product, one slice a line. The OpenAPI document and the contract tests read it. */
export const apiOperations: readonly Operation[] = [
  ...Object.values<Operation>(auditOperations),
  ...Object.values<Operation>(calendarOperations),
  ...Object.values<Operation>(catalogOperations),
  ...Object.values<Operation>(demoOperations),
  ...Object.values<Operation>(deploymentOperations),
  ...Object.values<Operation>(identityOperations),
  ...Object.values<Operation>(rolloutOperations),
  ...Object.values<Operation>(sloOperations),
  ...Object.values<Operation>(signalOperations),
  ...Object.values<Operation>(telemetryOperations),
  ...Object.values<Operation>(trafficOperations),
];
