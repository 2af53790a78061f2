import { type ApiRequest, CliFailure } from "./api";
import { type ExitCode, exitCodes } from "./exit-code";
import type { Surroundings } from "./surroundings";

/** The fields of a rollout that the command line looks at. */
export interface RolloutAnswer {
  readonly id: string;
  readonly number: number;
  readonly phase: string;
  readonly sentence: string;
  readonly pauseReasons: readonly string[];
  readonly desiredSharePercent: number;
  readonly observedSharePercent: number | null;
  readonly rollbackCause: string | null;
  readonly revision: number;
  readonly service: { readonly slug: string };
  readonly environment: { readonly slug: string };
}

const pollMs = 1_000;
/** A server that restarts is waited for; one that stays away for this long ends the wait. */
const awayMs = 60_000;

export interface WaitOptions {
  readonly id: string;
  readonly timeoutMs: number;
  /** The exit code in this phase; null to wait on. */
  readonly judge: (phase: string) => ExitCode | null;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  /** Told each time something changed. */
  readonly onChange: (rollout: RolloutAnswer) => void;
}

/** Look at a rollout every second until `judge` has an exit code for its phase. Throws CliFailure when time is up. */
export async function waitForRollout(
  surroundings: Pick<Surroundings, "nowMs" | "sleep">,
  options: WaitOptions,
): Promise<{ rollout: RolloutAnswer; exitCode: ExitCode }> {
  const startedAt = surroundings.nowMs();
  let lastAnswerAt = startedAt;
  let shown = "";
  for (;;) {
    const rollout = await look(options, surroundings.nowMs() - lastAnswerAt < awayMs);
    if (rollout) {
      lastAnswerAt = surroundings.nowMs();
      const line = progressLine(rollout);
      if (line !== shown) options.onChange(rollout);
      shown = line;
      const exitCode = options.judge(rollout.phase);
      if (exitCode !== null) return { rollout, exitCode };
    }
    if (surroundings.nowMs() - startedAt >= options.timeoutMs) {
      const message = `Waited ${Math.round(options.timeoutMs / 1_000)} s. The rollout goes on by itself: ${shown}`;
      throw new CliFailure(exitCodes.timeout, message);
    }
    await surroundings.sleep(pollMs);
  }
}

async function look(options: WaitOptions, mayBeAway: boolean): Promise<RolloutAnswer | null> {
  try {
    const path = `/rollouts/${encodeURIComponent(options.id)}`;
    return (await options.call({ method: "GET", path })) as RolloutAnswer;
  } catch (error) {
    const isAway = error instanceof CliFailure && error.exitCode === exitCodes.unreachable;
    if (isAway && mayBeAway) return null;
    throw error;
  }
}

/** "#12 baking · 10 % wanted, 9.8 % seen · paused: approval · sentence". */
export function progressLine(rollout: RolloutAnswer): string {
  const seen = rollout.observedSharePercent === null ? "not seen yet" : `${round(rollout.observedSharePercent)} % seen`;
  return [
    `#${rollout.number} ${rollout.phase}`,
    `${round(rollout.desiredSharePercent)} % wanted, ${seen}`,
    ...(rollout.pauseReasons.length > 0 ? [`paused: ${rollout.pauseReasons.join(", ")}`] : []),
    rollout.sentence,
  ].join(" · ");
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
