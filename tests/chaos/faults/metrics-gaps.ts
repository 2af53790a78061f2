import type { PlanOverrides } from "@/lib/rollouts/contract";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { startLoad } from "../../support/load";
import { type MetricsExporter, startExporter } from "../../support/metrics-exporter";
import { startPrometheus, type TestPrometheus } from "../../support/prometheus";
import { startToxicProxy } from "../../support/toxic-proxy";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { canaryVersion } from "../plane";
import { type ChaosRig, planOf } from "../rig";
import { Findings, pause } from "../trials";

const scrapeIntervalMs = 500;
const bakeMs = 4_000;
const query = `rate(failures_total{version="${canaryVersion}"}[10s])`;

/** A real Prometheus that scrapes an exporter, with a way to it that can be led elsewhere. */
interface Scraped {
  readonly slug: string;
  prometheus: TestPrometheus;
  exporter: MetricsExporter;
  /** Kill what is scraped; nobody says goodbye. */
  killExporter(): Promise<void>;
  restartExporter(): Promise<void>;
  /** Kill Prometheus; the next one begins without data. */
  killPrometheus(): Promise<void>;
  restartPrometheus(): Promise<void>;
  close(): Promise<void>;
}

let count = 0;

/** A counter that grows by one each time it is read. */
const textOf = (failures: number): string =>
  `# TYPE failures_total counter\nfailures_total{version="${canaryVersion}"} ${failures}\n`;

async function startScraped(rig: ChaosRig): Promise<Scraped> {
  count += 1;
  let failures = 0;
  const startCounting = (): Promise<MetricsExporter> => startExporter(textOf(failures));
  const exporter = await startCounting();
  const begin = (address: string) => startPrometheus({ targets: [{ address, labels: {} }], scrapeIntervalMs });
  const prometheus = await begin(exporter.address);
  const way = await startToxicProxy({ host: "127.0.0.1", port: Number(new URL(prometheus.url).port) });
  const counting = setInterval(() => {
    failures += 1;
    scraped.exporter.setText(textOf(failures));
  }, 10_000);
  const slug = `scraped-${count}`;
  const scraped: Scraped = {
    slug,
    prometheus,
    exporter,
    killExporter: () => scraped.exporter.close(),
    async restartExporter() {
      scraped.exporter = await startCounting();
      await scraped.prometheus.setTargets([{ address: scraped.exporter.address, labels: {} }]);
    },
    killPrometheus: () => scraped.prometheus.stop(),
    async restartPrometheus() {
      scraped.prometheus = await begin(scraped.exporter.address);
      way.lead({ host: "127.0.0.1", port: Number(new URL(scraped.prometheus.url).port) });
    },
    async close() {
      clearInterval(counting);
      await way.close();
      await scraped.prometheus.stop();
      await scraped.exporter.close();
    },
  };
  await rig.run(createSource, {
    slug,
    name: slug,
    config: { kind: "prometheus", url: `http://127.0.0.1:${way.port}`, durationMetric: null, staleAfterMs: 2_000 },
  });
  const isThere = async (): Promise<boolean> => (await scraped.prometheus.query(query)).length === 1;
  await until("Prometheus to have a rate", isThere, { deadlineMs: 20_000, everyMs: 100 });
  return scraped;
}

function planAsking(source: string, service: string): PlanOverrides {
  const plan = planOf(service, { bakeMs });
  const metric = { id: "rate", sourceId: source, query, limit: 5, failuresInARow: 1 } as const;
  return {
    ...plan,
    triggers: { ...plan.triggers, metrics: [{ ...metric, failWhen: "above" }] },
  };
}

/** Something about the numbers breaks when the bake begins, and is mended after it would have been over. */
async function breakOnce(
  rig: ChaosRig,
  service: string,
  given: { scraped: Scraped; breakIt(): Promise<void>; mendIt(): Promise<void>; isSeen(): Promise<boolean> },
  findings: Findings,
): Promise<void> {
  const id = await rig.bake(service, planAsking(given.scraped.slug, service));
  await given.breakIt();
  const brokenMs = performance.now();
  await pause(1_500);
  const isPlausible = await given.isSeen();
  await pause(bakeMs + 2_000 - (performance.now() - brokenMs));
  findings.violated("shares rose on numbers that had ended", rig.plane.shareOf(service) > 10 ? 1 : 0);
  findings.violated("rollouts were taken back for the gap alone", (await rig.phaseOf(id)) === "baking" ? 0 : 1);
  await given.mendIt();
  const mendedMs = performance.now();
  await until("the share to rise", () => rig.plane.shareOf(service) === 50, { deadlineMs: 40_000 }).catch(() =>
    findings.violated("rollouts did not go on when there were numbers again"),
  );
  findings.recoveryMs.push(performance.now() - mendedMs);
  findings.raw.push({ id, isPlausible, resumedMs: findings.recoveryMs.at(-1) });
  await rig.run(abortRollout, { id, reason: "the trial is over" });
  await rig.reach(id, ["rolled_back"]);
  findings.rolloutIds.push(id);
}

async function onScraped(
  rig: ChaosRig,
  trials: number,
  faultOf: (scraped: Scraped) => Omit<Parameters<typeof breakOnce>[2], "scraped">,
): Promise<FaultResult> {
  const findings = new Findings(rig);
  const scraped = await startScraped(rig);
  try {
    for (let index = 0; index < trials; index += 1) {
      const service = rig.services[index % rig.services.length] ?? "";
      // With visitors nothing but the numbers keeps a step from being passed.
      const load = startLoad({ url: rig.plane.urlOf(service), ratePerSecond: 40, maxRequests: 20_000 });
      await breakOnce(rig, service, { scraped, ...faultOf(scraped) }, findings).finally(() => load.stop());
    }
  } finally {
    await scraped.close();
  }
  return findings.sum();
}

/** Does the query still answer a finite number, which is what makes this fault a trap? */
async function isStillFinite(scraped: Scraped): Promise<boolean> {
  const [sample] = await scraped.prometheus.query(query).catch(() => []);
  return sample !== undefined && Number.isFinite(Number(sample.value));
}

export const targetDies: Fault = {
  row: 27,
  name: "what is scraped dies: rates stay finite for as long as their range",
  promise:
    "They are stale and not good: nothing rises, nothing is taken back, and it goes on when there are numbers again.",
  barMs: null,
  fullTrials: 3,
  fastTrials: 0,
  run: (rig, { trials }: FaultOptions) =>
    onScraped(rig, trials, (scraped) => ({
      breakIt: () => scraped.killExporter(),
      mendIt: () => scraped.restartExporter(),
      isSeen: () => isStillFinite(scraped),
    })),
};

export const prometheusRestarts: Fault = {
  row: 28,
  name: "Prometheus restarts without its data",
  promise: "Nothing rises in the gap, nothing is taken back for it, and it goes on when there are numbers again.",
  barMs: null,
  fullTrials: 3,
  fastTrials: 0,
  run: (rig, { trials }: FaultOptions) =>
    onScraped(rig, trials, (scraped) => ({
      breakIt: () => scraped.killPrometheus(),
      mendIt: () => scraped.restartPrometheus(),
      isSeen: () => isStillFinite(scraped),
    })),
};
