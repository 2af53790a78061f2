import { instant } from "@/lib/kernel/instant";
import type { TrafficTarget } from "@/lib/traffic/port";
import { askMany } from "../../support/traffic-clients";

const sharesPercent = [1, 5, 10, 25, 50, 75, 90];
const requestsPerStep = 1_000;

export interface Deviation {
  readonly plane: string;
  readonly setPercent: number;
  readonly seenPercent: number;
}

/** Set each share and count who answers 1 000 requests. */
export async function measureShares(
  plane: string,
  target: TrafficTarget,
  url: string,
  canary: string,
): Promise<Deviation[]> {
  const found: Deviation[] = [];
  let epoch = 1_000_000_000 + instant(Date.now() % 1_000_000);
  for (const setPercent of sharesPercent) {
    epoch += 1;
    await target.apply(
      { epoch, sharePercent: { a: 100 - setPercent, b: setPercent }, closed: [] },
      { term: 0, hold: null },
      AbortSignal.timeout(2_000),
    );
    const tally = await askMany(url, requestsPerStep);
    found.push({ plane, setPercent, seenPercent: ((tally[canary] ?? 0) / requestsPerStep) * 100 });
  }
  return found;
}
