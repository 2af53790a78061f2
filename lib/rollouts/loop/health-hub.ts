import { type Instant, plusMs } from "@/lib/kernel/instant";
import { checkHealth } from "@/lib/platform/http/health-check";
import type { Runtime } from "@/lib/platform/runtime";
import type { SlotName } from "@/lib/traffic/port";
import type { HealthConfig } from "@/lib/traffic/target-contract";

/** One round of health checks of a slot: healthy only if every server answered as it should. */
export interface HealthResult {
  readonly at: Instant;
  readonly ok: boolean;
  readonly detail: string;
}

interface Probe {
  readonly config: HealthConfig;
  readonly slot: SlotName;
  results: HealthResult[];
  timer: NodeJS.Timeout | undefined;
  closed: boolean;
}

const keptMs = 120_000;
const keptCount = 600;

/** Asks the servers of watched slots how they are, each on its own clock, and keeps the recent answers. */
export function createHealthHub(runtime: Runtime) {
  const probes = new Map<string, Probe>();

  async function round(probe: Probe): Promise<void> {
    const { config } = probe;
    const expectation = { timeoutMs: config.timeoutMs, expectStatus: config.expectStatus };
    const answers = await Promise.all(
      config.urls[probe.slot].map(async (url) => ({ url, ...(await checkHealth(runtime.outbound, url, expectation)) })),
    );
    const bad = answers.find((answer) => !answer.ok);
    const detail = bad
      ? `${bad.url}: ${bad.detail}`
      : `${answers.length} of ${answers.length} servers answered ${config.expectStatus}.`;
    const at = runtime.clock.now();
    const oldest = plusMs(at, -keptMs);
    probe.results = [...probe.results.filter((result) => result.at >= oldest), { at, ok: !bad, detail }].slice(
      -keptCount,
    );
  }

  async function run(probe: Probe): Promise<void> {
    if (probe.closed) return;
    await round(probe).catch((error: Error) => {
      probe.results = [...probe.results, { at: runtime.clock.now(), ok: false, detail: error.message }].slice(
        -keptCount,
      );
    });
    if (!probe.closed) probe.timer = setTimeout(run, probe.config.intervalMs, probe);
  }

  return {
    /** Check this slot from now on; calling it again changes nothing. */
    watch(key: string, slot: SlotName, config: HealthConfig): void {
      if (probes.has(key)) return;
      const probe: Probe = { config, slot, results: [], timer: undefined, closed: false };
      probes.set(key, probe);
      void run(probe);
    },
    results: (key: string): readonly HealthResult[] => probes.get(key)?.results ?? [],
    forget(prefix: string): void {
      for (const [key, probe] of probes) {
        if (!key.startsWith(prefix)) continue;
        probe.closed = true;
        clearTimeout(probe.timer);
        probes.delete(key);
      }
    },
  };
}

export type HealthHub = ReturnType<typeof createHealthHub>;
