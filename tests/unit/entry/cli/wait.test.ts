import { describe, expect, it } from "vitest";
import { CliFailure } from "@/lib/entry/cli/api";
import { exitCodeOfPhase, exitCodes } from "@/lib/entry/cli/exit-code";
import { progressLine, type RolloutAnswer, waitForRollout } from "@/lib/entry/cli/wait";

function rollout(phase: string, more: Partial<RolloutAnswer> = {}): RolloutAnswer {
  return {
    id: "rol_1",
    number: 7,
    phase,
    sentence: "It bakes.",
    pauseReasons: [],
    desiredSharePercent: 10,
    observedSharePercent: 9.84,
    rollbackCause: null,
    revision: 3,
    service: { slug: "checkout" },
    environment: { slug: "production" },
    ...more,
  };
}

const away = new CliFailure(exitCodes.unreachable, "away");

/** A server that gives these answers one after another (the last for ever), and a clock that only sleeping moves. */
function world(answers: (RolloutAnswer | CliFailure)[]) {
  let now = 0;
  const lines: string[] = [];
  const run = (timeoutMs: number) =>
    waitForRollout(
      {
        nowMs: () => now,
        sleep: async (ms) => {
          now += ms;
        },
      },
      {
        id: "rol_1",
        timeoutMs,
        judge: (phase) => exitCodeOfPhase(phase, "completed"),
        async call() {
          const answer = answers.length > 1 ? answers.shift() : answers[0];
          if (answer instanceof CliFailure) throw answer;
          return answer;
        },
        onChange: (changed) => lines.push(progressLine(changed)),
      },
    );
  return { run, lines, elapsed: () => now };
}

describe("waiting for a rollout", () => {
  it("ends with its phase and tells each change once", async () => {
    const { run, lines } = world([rollout("baking"), rollout("baking"), rollout("completed")]);
    expect((await run(60_000)).exitCode).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("#7 baking · 10 % wanted, 9.8 % seen · It bakes.");
  });

  it("says why it does not go on", () => {
    const paused = rollout("baking", { pauseReasons: ["approval", "blind"], observedSharePercent: null });
    expect(progressLine(paused)).toBe("#7 baking · 10 % wanted, not seen yet · paused: approval, blind · It bakes.");
  });

  it("answers 4 for a rollout that was taken back and 1 for one that was cancelled", async () => {
    expect((await world([rollout("rolled_back")]).run(1_000)).exitCode).toBe(4);
    expect((await world([rollout("cancelled")]).run(1_000)).exitCode).toBe(1);
  });

  it("stops when the time is up and says that the rollout goes on", async () => {
    const { run, elapsed } = world([rollout("baking")]);
    const failure = await run(5_000).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 5, message: expect.stringContaining("goes on by itself") });
    expect(elapsed()).toBe(5_000);
  });

  it("waits for a server that restarts, and not for one that stays away", async () => {
    const restarting = world([rollout("baking"), ...Array(30).fill(away), rollout("completed")]);
    expect((await restarting.run(600_000)).exitCode).toBe(0);
    const gone = world([rollout("baking"), away]);
    expect(await gone.run(600_000).catch((error: unknown) => error)).toMatchObject({ exitCode: 6 });
    expect(gone.elapsed()).toBeLessThan(90_000);
  });
});
