import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type MetricSourceConfig, PrometheusSourceConfig } from "@/lib/telemetry/contract";
import { quoteRegex, quoteString } from "@/lib/telemetry/domain/promql";
import { TelemetryBinding } from "@/lib/traffic/target-contract";
import type { PromQueries } from "./domain/as-code/prometheus-rules";
import type { RequestSli, Sli } from "./sli-contract";

/** Why the requests of an objective cannot be asked of Prometheus. */
export interface QueryObstacle {
  readonly message: string;
  readonly remedy: string;
}

interface Place {
  readonly service: string;
  readonly environment: string;
}

const bind = "Bind a Prometheus source first in the target's list.";

/**
 * The queries by which Prometheus would count what the product counts: of the first source of the target, as it is set up. An obstacle
 * when there is no target, or when it is counted elsewhere.
 */
export async function findQueries(db: Db | Tx, place: Place, sli: Sli): Promise<PromQueries | QueryObstacle> {
  if (sli.kind === "ratio") {
    const message = "It counts by a meter of its own, not what Prometheus knows of the target.";
    return { message, remedy: "Export it as openslo." };
  }
  if (sli.check !== undefined) {
    const message = `It counts runs of the synthetic check ${sli.check}, which Prometheus does not know.`;
    return { message, remedy: "Export it as openslo." };
  }
  const target = await db.target.findFirst({
    where: { service: { slug: place.service }, environment: { slug: place.environment } },
    select: { telemetry: true },
  });
  if (!target) return { message: "There is no target that counts its requests.", remedy: "Add a target." };
  const [binding] = TelemetryBinding.array().parse(target.telemetry);
  if (!binding) return { message: "The target has no source.", remedy: bind };
  const source = await db.metricSource.findUnique({ where: { slug: binding.source }, select: { config: true } });
  const config = source?.config as MetricSourceConfig | undefined;
  if (config?.kind !== "prometheus") {
    return { message: `Its requests are counted by ${binding.source}, which Prometheus does not know.`, remedy: bind };
  }
  return queriesOf(PrometheusSourceConfig.parse(config), { place, binding, sli });
}

interface Question {
  readonly place: Place;
  readonly binding: TelemetryBinding;
  readonly sli: RequestSli;
}

function queriesOf(config: PrometheusSourceConfig, { place, binding, sli }: Question): PromQueries | QueryObstacle {
  const { labels, requestMetric, errorSelector, durationMetric } = config;
  const common = {
    ...(labels.service ? { [labels.service]: place.service } : {}),
    ...(labels.environment ? { [labels.environment]: place.environment } : {}),
  };
  const slots = [binding.selectors.a, binding.selectors.b].map((own) => matchers({ ...common, ...own }));
  const selectors = [...new Set(slots)];
  if (selectors.includes("")) {
    const message = "The source has no label that tells this service from others.";
    return { message, remedy: "Name the label of the service in the source." };
  }
  const sum = (metric: string, more: string, over = "rate") =>
    `sum(${selectors.map((one) => `${over}(${metric}{${one}${more}}[{{.window}}])`).join(" or ")})`;
  if (sli.kind === "availability") {
    const errors = `,${errorSelector.label}=~${quoteString(errorSelector.regex)}`;
    const total = sum(requestMetric, "");
    // No series of errors is no error, as long as there are requests.
    return {
      bad: `${sum(requestMetric, errors)} or vector(0)`,
      total,
      totalIncrease: sum(requestMetric, "", "increase"),
    };
  }
  if (durationMetric === null)
    return { message: "The source has no histogram of durations.", remedy: "Name its histogram in the source." };
  const bound = sli.thresholdMs / (config.durationUnit === "s" ? 1_000 : 1);
  const counted = `${durationMetric}_count`;
  const fast = sum(`${durationMetric}_bucket`, `,le=~${quoteString(boundRegex(bound))}`);
  const total = sum(counted, "");
  return { bad: `${total} - ${fast}`, total, totalIncrease: sum(counted, "", "increase") };
}

function matchers(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${quoteString(value)}`)
    .join(",");
}

/** Clients write the bound 1 as `1` or `1.0`. */
function boundRegex(bound: number): string {
  const text = quoteRegex(String(bound));
  return Number.isInteger(bound) ? `${text}(\\.0)?` : text;
}
