import {
  argo,
  burnRate,
  type Contestant,
  flagger,
  mannWhitney,
  sequential,
  sequentialVerdictAfter,
  threshold,
} from "./judge/contestants";
import { logNormal, requestsUntilSlow, shifted, stretched } from "./judge/latency";
import {
  commonBursts,
  independent,
  requestByRequest,
  routedClumps,
  slotClumps,
  type Traffic,
  turning,
  withFault,
} from "./judge/traffic";
import type { BenchOptions } from "./main";
import { Random } from "./random";
import { type BenchResult, type Figure, figure, percentile } from "./report";

const HEALTHY_REQUESTS = 10_000;
const PATIENCE_REQUESTS = 20_000;
const DEFAULT_TRIALS = 2_000;
const SEED = 20_260_101;
/** One read of 100 requests per second with 10 % for the canary. */
const TENTH = { canary: 10, baseline: 90 };
const HALF = { canary: 50, baseline: 50 };
const CHECK_REQUESTS = 20;

const contestants: Readonly<Record<string, () => Contestant>> = {
  "": sequential,
  "argo.": () => argo(CHECK_REQUESTS),
  "flagger.": () => flagger(CHECK_REQUESTS),
  "mannWhitney.": () => mannWhitney(CHECK_REQUESTS),
  "threshold.": threshold,
};

/** False aborts and detection of the judges, and of what others do, on the same seeded traffic. */
export async function benchJudge(options: BenchOptions): Promise<BenchResult> {
  const trials = options.trials ?? DEFAULT_TRIALS;
  const bench = new JudgeBench(trials);
  bench.healthy();
  bench.bursts();
  bench.detection();
  bench.lateAndTotal();
  bench.latency();
  return { trials, figures: bench.figures, raw: bench.raw };
}

class JudgeBench {
  readonly figures: Figure[] = [];
  readonly raw: Record<string, unknown>[] = [];

  constructor(readonly trials: number) {}

  healthy(): void {
    for (const [name, error] of [
      ["error01", 0.001],
      ["error05", 0.005],
    ] as const) {
      for (const [prefix, contestant] of Object.entries(contestants)) {
        const until = this.run(
          `${prefix}healthy.${name}`,
          independent(TENTH, error, error),
          contestant,
          HEALTHY_REQUESTS,
        );
        this.falseAbort(`${prefix}falseAbort.${name}`, until, prefix === "" ? 0.01 : null);
        // The table of ten checks that threshold rules are usually judged by.
        const inTenChecks = until.filter((requests) => requests <= 10 * CHECK_REQUESTS).length / this.trials;
        this.add({
          id: `${prefix}falseAbort10Checks.${name}`,
          value: inTenChecks,
          unit: "share",
          note: "10 checks of 20",
        });
      }
    }
    // The same rules with checks of a minute, 600 requests, instead of 20.
    const calm = independent(TENTH, 0.005, 0.005);
    for (const [prefix, contestant] of [
      ["argo", () => argo(600)],
      ["flagger", () => flagger(600)],
    ] as const) {
      const id = `${prefix}.falseAbort.error05.checks600`;
      this.falseAbort(id, this.run(id, calm, contestant, HEALTHY_REQUESTS), null);
    }
    // Kayenta asks for a baseline of the canary's own size; with the larger one its points are not alike.
    const equal = { canary: 10, baseline: 10 };
    const equalBaseline = (name: string, error: number) =>
      this.run(
        `mannWhitney.equalBaseline.${name}`,
        independent(equal, error, 0.005),
        () => mannWhitney(CHECK_REQUESTS),
        HEALTHY_REQUESTS,
      );
    this.falseAbort("mannWhitney.equalBaseline.falseAbort.error05", equalBaseline("healthy", 0.005), null);
    this.detected("mannWhitney.equalBaseline.detect5", equalBaseline("detect5", 0.05), null);
    const healthy = (id: string, traffic: Traffic, contestant: () => Contestant = sequential) =>
      this.falseAbort(id, this.run(id, traffic, contestant, HEALTHY_REQUESTS), 0.01);
    healthy("falseAbort.error05.half", independent(HALF, 0.005, 0.005));
    healthy("falseAbort.error2", independent(TENTH, 0.02, 0.02));
    healthy("falseAbort.error05.reads500", independent({ canary: 500, baseline: 4_500 }, 0.005, 0.005));
    healthy("burn.falseAbort.error05", independent(TENTH, 0.005, 0.005), burnRate);
    const held = this.sample((random) => {
      const next = independent(TENTH, 0.005, 0.005)(random);
      return sequentialVerdictAfter(Array.from({ length: 60 }, next)) === "inconclusive" ? 1 : 0;
    });
    const share = held.reduce((sum, one) => sum + one, 0) / this.trials;
    this.add({ id: "held.error05", value: share, unit: "share", note: "healthy, undecided after 600 requests" });
  }

  bursts(): void {
    const common = {
      "error05.20pct5s": commonBursts(TENTH, 0.005, 0.2, 5),
      "error05.100pct3s": commonBursts(TENTH, 0.005, 1, 3),
      "error01.50pct10s": commonBursts(TENTH, 0.001, 0.5, 10),
      "error05.half.20pct5s": commonBursts(HALF, 0.005, 0.2, 5),
      "error05.routedClumps5": routedClumps(TENTH, 0.005, 5),
    };
    for (const [name, traffic] of Object.entries(common)) {
      const id = `falseAbort.bursts.${name}`;
      this.falseAbort(id, this.run(id, traffic, sequential, HEALTHY_REQUESTS), 0.01);
      const burn = `burn.${id}`;
      this.falseAbort(burn, this.run(burn, traffic, burnRate, HEALTHY_REQUESTS), 0.01);
    }
    for (const [prefix, contestant] of Object.entries(contestants)) {
      for (const size of [2, 3]) {
        const id = `${prefix}falseAbort.slotClumps${size}.error05`;
        this.falseAbort(id, this.run(id, slotClumps(TENTH, 0.005, size), contestant, HEALTHY_REQUESTS), null);
      }
      const id = `${prefix}falseAbort.bursts.error05.20pct5s`;
      if (prefix !== "")
        this.falseAbort(id, this.run(id, common["error05.20pct5s"], contestant, HEALTHY_REQUESTS), null);
    }
  }

  detection(): void {
    for (const [prefix, contestant] of Object.entries(contestants)) {
      for (const [name, error, bar] of [
        ["detect5", 0.05, 300],
        ["detect10", 0.1, 100],
        ["detect2", 0.02, null],
      ] as const) {
        const id = `${prefix}${name}`;
        this.detected(
          id,
          this.run(id, independent(TENTH, error, 0.005), contestant, PATIENCE_REQUESTS),
          prefix === "" ? bar : null,
        );
      }
    }
    const ours = (id: string, traffic: Traffic) =>
      this.detected(id, this.run(id, traffic, sequential, PATIENCE_REQUESTS), null);
    ours("detect5.oneByOne", requestByRequest(0.1, 0.05, 0.005));
    ours("detect10.oneByOne", requestByRequest(0.1, 0.1, 0.005));
    ours("detect5.reads50", independent({ canary: 50, baseline: 450 }, 0.05, 0.005));
    ours("detect5.half", independent(HALF, 0.05, 0.005));
    ours("detect10.half", independent(HALF, 0.1, 0.005));
    ours("detect5.inBursts", withFault(commonBursts(TENTH, 0.005, 0.2, 5), 0.045));
    // Canaries that are worse by less than the 1 percentage point that is tolerated, and by exactly that much.
    for (const [name, error] of [
      ["tolerated05pp", 0.01],
      ["tolerated1pp", 0.015],
    ] as const) {
      const until = this.run(name, independent(TENTH, error, 0.005), sequential, HEALTHY_REQUESTS);
      this.falseAbort(`abort.${name}`, until, null);
    }
  }

  lateAndTotal(): void {
    const since = 3_000;
    const late = (id: string, error: number) => {
      const traffic = turning(independent(TENTH, 0.005, 0.005), since, independent(TENTH, error, 0.005));
      const until = this.run(id, traffic, sequential, PATIENCE_REQUESTS);
      this.detected(
        id,
        until.map((requests) => requests - since).filter((requests) => requests > 0),
        null,
      );
    };
    late("detect5.afterHealthy3000", 0.05);
    late("detect10.afterHealthy3000", 0.1);
    const total = (id: string, traffic: Traffic, healthyRequests: number, bar: number | null) => {
      const until = this.run(id, traffic, sequential, PATIENCE_REQUESTS).map((requests) => requests - healthyRequests);
      const bad = until.filter((requests) => requests > 0);
      this.add({ id: `${id}.p50BadRequests`, value: percentile(bad, 0.5), unit: "requests" });
      this.add({ id: `${id}.p95BadRequests`, value: percentile(bad, 0.95), unit: "requests", bar });
    };
    total("detect100", requestByRequest(0.1, 1, 0.005), 0, null);
    const healthy = requestByRequest(0.1, 0.005, 0.005);
    total("detect100.afterHealthy300", turning(healthy, 300, requestByRequest(0.1, 1, 0.005)), 300, null);
  }

  latency(): void {
    const stable = logNormal(80, 0.7);
    const p95Ms = 80 * Math.exp(0.7 * 1.644_854);
    const healthy = this.sample((_, seed) => requestsUntilSlow(seed, TENTH, stable, stable, HEALTHY_REQUESTS));
    this.record("latency.healthy", healthy);
    this.falseAbort("latency.falseAbort", healthy, 0.01);
    const shapes = { shift: shifted(stable, 600), stretch: stretched(stable, (p95Ms + 600) / p95Ms) };
    const all = Object.entries(shapes).map(([name, shape]) => {
      const until = this.sample((_, seed) => requestsUntilSlow(seed, TENTH, shape, stable, PATIENCE_REQUESTS));
      this.record(`latency.${name}600`, until);
      this.add({ id: `latency.detect600.${name}.p95Requests`, value: percentile(until, 0.95), unit: "requests" });
      return percentile(until, 0.95);
    });
    const value = Math.max(...all);
    this.add({
      id: "latency.detect600.p95Requests",
      value,
      unit: "requests",
      bar: 400,
      note: "worse of shift and stretch",
    });
    const tolerated = this.sample((_, seed) =>
      requestsUntilSlow(seed, TENTH, shifted(stable, 150), stable, HEALTHY_REQUESTS),
    );
    this.falseAbort("latency.abort.tolerated150ms", tolerated, null);
  }

  /** Canary requests until the contestant rolls back, one number per trial; Infinity when it does not. */
  private run(id: string, traffic: Traffic, contestant: () => Contestant, maxRequests: number): number[] {
    const until = this.sample((random) => {
      const next = traffic(random);
      const failed = contestant();
      let seen = 0;
      while (seen < maxRequests) {
        const pair = next();
        seen += pair.canary.trials;
        if (failed(pair)) return seen;
      }
      return Number.POSITIVE_INFINITY;
    });
    this.record(id, until);
    return until;
  }

  private sample(one: (random: Random, seed: number) => number): number[] {
    return Array.from({ length: this.trials }, (_, trial) => one(new Random(SEED + trial), SEED + trial));
  }

  private record(id: string, until: readonly number[]): void {
    const requests = until.map((value) => (Number.isFinite(value) ? value : null));
    this.raw.push({ id, seed: SEED, untilRequests: requests });
  }

  private falseAbort(id: string, until: readonly number[], bar: number | null): void {
    this.add({ id, value: until.filter(Number.isFinite).length / until.length, unit: "share", bar });
  }

  private detected(id: string, until: readonly number[], bar: number | null): void {
    const found = until.filter(Number.isFinite).length / until.length;
    const note = `p50 ${percentile(until, 0.5)}, found ${(100 * found).toFixed(1)} %`;
    this.add({ id: `${id}.p95Requests`, value: percentile(until, 0.95), unit: "requests", bar, note });
  }

  private add(input: Parameters<typeof figure>[0]): void {
    this.figures.push(figure(input));
  }
}
