import { DatadogSourceConfig, HttpJsonSourceConfig, PrometheusSourceConfig } from "@/lib/telemetry/contract";
import type { SourceConfig } from "@/lib/telemetry/source-contract";

/** What the source form holds; the API's own shape, so that each refusal finds its input. */
export interface SourceValues extends Record<string, unknown> {
  slug: string;
  name: string;
  config: SourceConfig;
  secret: string;
}

export const sourceKinds: Readonly<Record<SourceConfig["kind"], string>> = {
  prometheus: "Prometheus",
  http_json: "HTTP-JSON",
  datadog: "Datadog",
};

/** A configuration to begin with: the defaults of the contract, and an address that is still to be given. */
export function emptySource(kind: SourceConfig["kind"]): SourceConfig {
  if (kind === "datadog") return DatadogSourceConfig.parse({ kind });
  const url = "https://metrics.example";
  const made =
    kind === "prometheus"
      ? PrometheusSourceConfig.parse({ kind, url })
      : HttpJsonSourceConfig.parse({ kind, url, counts: null });
  return { ...made, url: "" };
}

/** `depth=/queue/depth` as typed, to named pointers and back. */
export function toPointers(tokens: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tokens.map((token) => {
      const at = token.indexOf("=");
      return at < 1 ? [token, ""] : [token.slice(0, at).trim(), token.slice(at + 1).trim()];
    }),
  );
}

export function fromPointers(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, pointer]) => `${name}=${pointer}`);
}
