import { AppError } from "@/lib/kernel/app-error";
import { checkHealth } from "@/lib/platform/http/health-check";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { TrafficObservation, TrafficTarget } from "./port";
import type { HealthConfig, TestedFence, TestFinding, TestResult } from "./target-contract";

const testDeadlineMs = 3_000;

export interface TargetUnderTest {
  readonly target: TrafficTarget;
  readonly health: HealthConfig | null;
  readonly liveSlot: "a" | "b" | null;
  readonly outbound: OutboundClient;
}

interface PlaneTrial {
  readonly findings: TestFinding[];
  readonly fence: TestedFence | null;
}

async function tryDataPlane({ target, liveSlot }: TargetUnderTest): Promise<PlaneTrial> {
  try {
    const seen = await target.observe(AbortSignal.timeout(testDeadlineMs));
    const slots = (["a", "b"] as const).map((slot) => {
      const { sharePercent, serversTotal, serversUp, closed } = seen.slots[slot];
      const up = serversUp === null ? `${serversTotal} servers` : `${serversUp} of ${serversTotal} servers up`;
      return `slot ${slot}: ${Math.round(sharePercent * 10) / 10} % of traffic, ${up}${closed ? ", closed" : ""}`;
    });
    const answers = { subject: "Data plane", ok: true, message: `Answers; ${slots.join("; ")}.`, remedy: null };
    const advice = (await target.advise?.(liveSlot, AbortSignal.timeout(testDeadlineMs))) ?? [];
    const warnings = advice.map((one): TestFinding => ({ ...one, ok: true }));
    return {
      findings: [answers, ...warnings],
      fence: fenceOf(seen),
    };
  } catch (error) {
    const known = error instanceof AppError ? error : null;
    const message = known?.message ?? "It failed without saying why.";
    const remedy = known?.reasons[0]?.remedy ?? null;
    return { findings: [{ subject: "Data plane", ok: false, message, remedy }], fence: null };
  }
}

function fenceOf({ fence: kind, hold, canHold }: TrafficObservation): TestedFence {
  return canHold === undefined ? { kind, hold } : { kind, hold, canHold };
}

async function tryHealth({ health, liveSlot, outbound }: TargetUnderTest): Promise<TestFinding[]> {
  if (!health || !liveSlot) return [];
  const { timeoutMs, expectStatus } = health;
  return Promise.all(
    health.urls[liveSlot].map(async (url): Promise<TestFinding> => {
      try {
        const answer = await checkHealth(outbound, url, { timeoutMs, expectStatus });
        return {
          subject: `Health of ${url}`,
          ok: answer.ok,
          message: answer.detail,
          remedy: answer.ok ? null : "Check the address, and that the service answers there.",
        };
      } catch (error) {
        return {
          subject: `Health of ${url}`,
          ok: false,
          message: error instanceof Error ? error.message : "It failed.",
          remedy: "Correct the address of the health check.",
        };
      }
    }),
  );
}

/** Try everything that a rollout would need from a target, without moving a user: read the split, ask the live slot's health. */
export async function testTarget(given: TargetUnderTest): Promise<TestResult> {
  const startedMs = performance.now();
  const [plane, health] = await Promise.all([tryDataPlane(given), tryHealth(given)]);
  const findings = [...plane.findings, ...health];
  const ok = findings.every((finding) => finding.ok);
  return { ok, tookMs: Math.round(performance.now() - startedMs), findings, fence: plane.fence };
}
