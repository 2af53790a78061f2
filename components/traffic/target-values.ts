import type { TargetConfig } from "@/lib/traffic/contract";
import type { HealthConfig, TelemetryBinding } from "@/lib/traffic/target-contract";

/** What the target form holds. It has the API's own shape, so that each refusal finds its input. */
export interface TargetValues extends Record<string, unknown> {
  service: string | null;
  environment: string | null;
  config: TargetConfig;
  secret: string;
  health: HealthConfig | null;
  telemetry: TelemetryBinding[];
  live: { slot: "a" | "b"; version: string };
}

export function emptyConfig(kind: TargetConfig["kind"]): TargetConfig {
  switch (kind) {
    case "haproxy":
      return { kind, socket: "", backend: "", slots: { a: [], b: [] } };
    case "edge":
      return { kind, adminUrl: "", service: "" };
    case "webhook":
      return { kind, url: "" };
    case "gateway_api":
      return { kind, server: "", ca: null, namespace: "", route: "", backends: { a: "", b: "" } };
    case "argo_rollouts":
      return { kind, server: "", ca: null, namespace: "", rollout: "", stableSlot: "a" };
  }
}

export const emptyHealth: HealthConfig = {
  urls: { a: [], b: [] },
  expectStatus: 200,
  timeoutMs: 1_000,
  intervalMs: 1_000,
};

/** `version=4.12.0` as typed, to labels and back. What is not of that form is kept under its own text, and refused by name. */
export function toLabels(tokens: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tokens.map((token) => {
      const at = token.indexOf("=");
      return at < 1
        ? [token, ""]
        : [
            token.slice(0, at).trim(),
            token
              .slice(at + 1)
              .trim()
              .replaceAll(/^"|"$/g, ""),
          ];
    }),
  );
}

export function fromLabels(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([name, value]) => (value === "" ? name : `${name}=${value}`));
}
