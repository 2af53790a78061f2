import { sendHint } from "@/lib/platform/stream/hints";
import type { IntakeMetrics } from "./intake-metrics";
import type { IntakeParts } from "./intake-parts";
import { projectDueSubjects } from "./project-subjects";
import { readDeliveries } from "./read-deliveries";
import { recheckNames } from "./recheck-names";

/** Sizes and waits of the intake loop. */
export const intakeLimits = {
  deliveriesPerBatch: 200,
  subjectsPerBatch: 200,
  /**
   * How long to wait after a batch that was not full. What comes meanwhile is read together: at hundreds of events a second a
   * transaction for each handful took as much of the machine as the door needs to answer in time.
   */
  gatherMs: 200,
  /** How often names that nobody explained are looked up again. */
  recheckNamesMs: 5_000,
  /** How long to wait when the database is away, at first and at most. */
  awayMs: [250, 500, 1_000, 2_000, 5_000],
} as const;

export interface IntakeLoop {
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
}

/** What one pass did. `isFull`: a batch took as much as it may, so that more waits already. */
export interface IntakePass {
  readonly hasWorked: boolean;
  readonly isFull: boolean;
}

/** One pass: read a batch, project a batch. */
export async function intakePass(parts: IntakeParts, metrics?: IntakeMetrics): Promise<IntakePass> {
  const readStart = performance.now();
  const read = await readDeliveries(parts, intakeLimits.deliveriesPerBatch);
  if (read.deliveries > 0) metrics?.read(read, performance.now() - readStart);
  const projectStart = performance.now();
  const subjects = await projectDueSubjects(parts, intakeLimits.subjectsPerBatch);
  if (subjects > 0) metrics?.projected(subjects, performance.now() - projectStart);
  if (read.sourceIds.length > 0) await tell(parts, read.sourceIds);
  return {
    hasWorked: read.deliveries > 0 || subjects > 0,
    isFull: read.deliveries >= intakeLimits.deliveriesPerBatch || subjects >= intakeLimits.subjectsPerBatch,
  };
}

/** Pages about these sources are stale. */
async function tell(parts: IntakeParts, sourceIds: readonly string[]): Promise<void> {
  await parts.transaction(async (db) => {
    for (const id of sourceIds.slice(0, 20)) await sendHint(db, { topic: "signal", id, revision: 0 });
  });
}

/**
 * Read what comes in and project it, until stopped. Any number of workers may do so: each takes what no other has. A database that
 * is away is waited for; nothing is lost, because what was not committed is taken again.
 */
export function startIntakeLoop(parts: IntakeParts, metrics?: IntakeMetrics): IntakeLoop {
  let isStopping = false;
  let wake: (() => void) | null = null;
  let failures = 0;
  let recheckedAt = 0;

  async function recheck(): Promise<void> {
    if (performance.now() - recheckedAt < intakeLimits.recheckNamesMs) return;
    recheckedAt = performance.now();
    await recheckNames(parts);
  }

  function pause(forMs: number): Promise<void> {
    if (isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, forMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function turn(): Promise<void> {
    try {
      await recheck();
      const { isFull } = await intakePass(parts, metrics);
      failures = 0;
      if (!isFull) await pause(intakeLimits.gatherMs);
    } catch (error) {
      const waitMs = intakeLimits.awayMs[Math.min(failures, intakeLimits.awayMs.length - 1)] ?? 5_000;
      failures += 1;
      parts.log.warn({ err: error, waitMs }, "signals cannot be read now");
      await pause(waitMs);
    }
  }

  async function run(): Promise<void> {
    while (!isStopping) await turn();
  }

  const running = run();
  return {
    async stop() {
      isStopping = true;
      wake?.();
      await running;
    },
  };
}
