import type { PlanOverrides } from "@/lib/rollouts/contract";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { startHttpServer } from "../../support/http-canary";
import { startLoad } from "../../support/load";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type ChaosRig, planOf } from "../rig";
import { Findings, pause } from "../trials";

const bakeMs = 2_000;

const sampleOf = (value: string, labels: Readonly<Record<string, string>> = {}) => ({
  metric: labels,
  value: [Date.now() / 1_000, value],
});
const vectorOf = (...result: readonly unknown[]) => ({ status: "success", data: { resultType: "vector", result } });

/** What a metrics system has been seen to answer where one number was expected. None of it says that all is well. */
const strange: Readonly<Record<string, () => unknown>> = {
  nan: () => vectorOf(sampleOf("NaN")),
  inf: () => vectorOf(sampleOf("+Inf")),
  below: () => vectorOf(sampleOf("-Inf")),
  empty: () => vectorOf(),
  several: () => vectorOf(sampleOf("0", { instance: "one" }), sampleOf("0", { instance: "two" })),
  string: () => ({ status: "success", data: { resultType: "string", result: [Date.now() / 1_000, "0"] } }),
  words: () => "<h1>It works!</h1>",
  refusal: () => ({ status: "error", errorType: "execution", error: "out of memory" }),
};

interface StrangeSource {
  readonly slug: string;
  /** Which of them are answered strangely now. */
  readonly strange: Set<string>;
  close(): Promise<void>;
}

let count = 0;

async function startStrangeSource(rig: ChaosRig): Promise<StrangeSource> {
  count += 1;
  const source = { slug: `strange-${count}`, strange: new Set<string>(), close: () => server.close() };
  const server = await startHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const name = /odd_([a-z]+)/.exec(new URLSearchParams(body).get("query") ?? "")?.[1] ?? "";
    const answer = source.strange.has(name) ? strange[name]?.() : vectorOf(sampleOf("0"));
    const isWords = typeof answer === "string";
    response.writeHead(200, { "content-type": isWords ? "text/html" : "application/json" });
    response.end(isWords ? answer : JSON.stringify(answer));
  });
  await rig.run(createSource, {
    slug: source.slug,
    name: source.slug,
    config: { kind: "prometheus", url: server.url, durationMetric: null },
  });
  return source;
}

function planAsking(source: string, name: string, service: string): PlanOverrides {
  const plan = planOf(service, { bakeMs });
  const metric = { id: "number", sourceId: source, query: `odd_${name} + 0`, limit: 0.5, failuresInARow: 1 } as const;
  return {
    ...plan,
    triggers: { ...plan.triggers, metrics: [{ ...metric, failWhen: "above" }] },
  };
}

/** The answers turn strange when the bake begins; after it, nothing may have risen and nothing been taken back. */
async function answerOnce(rig: ChaosRig, source: StrangeSource, findings: Findings): Promise<void> {
  const names = Object.keys(strange).slice(0, rig.services.length);
  const begun: { name: string; service: string; id: string }[] = [];
  // One after the other: eight beginnings at once under load wait for each other, which is not what is tried here.
  for (const [index, name] of names.entries()) {
    const service = rig.services[index] ?? "";
    const id = await rig.bake(service, planAsking(source.slug, name, service));
    source.strange.add(name);
    begun.push({ name, service, id });
  }
  await pause(2 * bakeMs + 1_000);
  for (const { name, service, id } of begun) {
    const [row] = await rig.database.query<{ phase: string; verdict: string | null }>(
      `select phase::text, (select e ->> 'verdict' from jsonb_array_elements(latest_evidence) e
         where e ->> 'checkId' = 'metric:number') as verdict from rollout where id = $1`,
      [id],
    );
    findings.violated(`shares rose on ${name}`, rig.plane.shareOf(service) > 10 ? 1 : 0);
    findings.violated(`rollouts were taken back for ${name}`, row?.phase === "baking" ? 0 : 1);
    findings.violated(`${name} counted as a number`, row?.verdict === "blind" ? 0 : 1);
  }
  source.strange.clear();
  const healedMs = performance.now();
  await Promise.all(
    begun.map(async ({ service, id }) => {
      await until("the share to rise", () => rig.plane.shareOf(service) === 50, { deadlineMs: 30_000 }).catch(() =>
        findings.violated("rollouts did not go on when there were numbers again"),
      );
      findings.recoveryMs.push(Math.max(0, performance.now() - healedMs - bakeMs));
      await rig.run(abortRollout, { id, reason: "the trial is over" });
      await rig.reach(id, ["rolled_back"]);
      findings.rolloutIds.push(id);
    }),
  );
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const source = await startStrangeSource(rig);
  // With visitors nothing but the numbers keeps a step from being passed.
  const services = rig.services.slice(0, Object.keys(strange).length);
  const loads = services.map((service) =>
    startLoad({ url: rig.plane.urlOf(service), ratePerSecond: 15, maxRequests: 20_000 }),
  );
  try {
    for (let index = 0; index < trials; index += 1) await answerOnce(rig, source, findings);
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
    await source.close();
  }
  return findings.sum();
}

export const strangeAnswers: Fault = {
  row: 29,
  name: "the metrics source answers NaN, infinity, nothing, several series, words",
  promise: "None of it counts as a number: nothing rises, nothing is taken back, and each is named.",
  barMs: 3_000,
  fullTrials: 3,
  fastTrials: 0,
  run,
};
