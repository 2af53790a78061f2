import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Clock } from "@/lib/platform/clock";
import type { Cancel, Timers } from "@/lib/platform/timers";
import type { SlotName } from "@/lib/traffic/port";
import type { HealthConfig } from "@/lib/traffic/target-contract";
import type { LoopParts } from "./loop-parts";

/** One round of health checks of a slot: healthy only if every server answered as it should. */
export interface HealthResult {
  readonly at: Instant;
  readonly ok: boolean;
  readonly detail: string;
}

interface Probe {
  readonly key: string;
  readonly config: HealthConfig;
  readonly slot: SlotName;
  results: HealthResult[];
  cancel: Cancel;
  closed: boolean;
}

interface Given {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly checkHealth: LoopParts["checkHealth"];
  /** Called with the key when the answer of a round is another one than that of the round before. */
  onNews(key: string): void;
}

const keptMs = 120_000;
const keptCount = 600;

/** Asks the servers of watched slots how they are, each on its own clock, and keeps the recent answers. */
export function createHealthHub(given: Given) {
  const { clock, timers } = given;
  const probes = new Map<string, Probe>();

  async function round(probe: Probe): Promise<void> {
    const { config } = probe;
    const answers = await Promise.all(
      config.urls[probe.slot].map(async (url) => ({ url, ...(await given.checkHealth(url, config)) })),
    );
    const bad = answers.find((answer) => !answer.ok);
    const detail = bad
      ? `${bad.url}: ${bad.detail}`
      : `${answers.length} of ${answers.length} servers answered ${config.expectStatus}.`;
    add(probe, { at: clock.now(), ok: !bad, detail });
  }

  function add(probe: Probe, result: HealthResult): void {
    const oldest = plusMs(result.at, -keptMs);
    if (!result.ok || probe.results.at(-1)?.ok !== result.ok) given.onNews(probe.key);
    probe.results = [...probe.results.filter(({ at }) => at >= oldest), result].slice(-keptCount);
  }

  async function run(probe: Probe): Promise<void> {
    if (probe.closed) return;
    await round(probe).catch((error: Error) => add(probe, { at: clock.now(), ok: false, detail: error.message }));
    if (!probe.closed) probe.cancel = timers.after(probe.config.intervalMs, () => void run(probe));
  }

  return {
    /** Check this slot from now on; calling it again changes nothing. */
    watch(key: string, slot: SlotName, config: HealthConfig): void {
      if (probes.has(key)) return;
      const probe: Probe = { key, config, slot, results: [], cancel: () => undefined, closed: false };
      probes.set(key, probe);
      void run(probe);
    },
    results: (key: string): readonly HealthResult[] => probes.get(key)?.results ?? [],
    forget(prefix: string): void {
      for (const [key, probe] of probes) {
        if (!key.startsWith(prefix)) continue;
        probe.closed = true;
        probe.cancel();
        probes.delete(key);
      }
    },
  };
}

export type HealthHub = ReturnType<typeof createHealthHub>;
