import { describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { fencedError } from "@/lib/traffic/adapters/fenced-error";
import { createFleetTarget } from "@/lib/traffic/adapters/fleet-target";
import type { TrafficIntent, TrafficTarget } from "@/lib/traffic/port";
import { sharing, T0 } from "../../../support/rollout-fixtures";
import { unguarded } from "../../../support/write-guards";

const intent: TrafficIntent = { epoch: 2, sharePercent: { a: 100, b: 0 }, closed: ["b"] };
const signal = AbortSignal.timeout(5_000);

function member(name: string, failure: unknown = null, { claims = true } = {}) {
  const calls: string[] = [];
  const call = async (what: string): Promise<void> => {
    calls.push(what);
    if (failure !== null) throw failure;
  };
  const target: TrafficTarget = {
    async observe() {
      await call("observe");
      return sharing(10, T0, name);
    },
    apply: () => call("apply"),
    ...(claims && { claim: () => call("claim") }),
    async close() {
      await call("close");
    },
  };
  return { name, target, calls };
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof AppError) return error;
  throw new Error("it did not fail as it should");
}

const late = new AppError("upstream_timeout", { detail: "It hangs." });
const refused = new AppError("upstream_failed", {
  detail: "Nobody listens.",
  reasons: [{ code: "socket_refused", message: "Nobody listens.", remedy: "Start it." }],
});

describe("a fleet of targets", () => {
  test("asks all, whatever becomes of the others, and says how many failed and which", async () => {
    const members = [
      member("one"),
      member("two", refused),
      member("three", late),
      member("four", late),
      member("five"),
    ];
    const error = await failureOf(createFleetTarget(members).apply(intent, unguarded, signal));
    expect(members.map(({ calls }) => calls)).toEqual(Array.from({ length: 5 }, () => ["apply"]));
    expect(error.message).toBe(
      "3 of 5 proxies did not take the split. two: Nobody listens. three: It hangs. also four.",
    );
    expect(error).toMatchObject({ code: "upstream_failed" });
    expect(error.reasons[0]).toMatchObject({ code: "partial", remedy: "Start it.", facts: { failed: 3, of: 5 } });
  });

  test("was late when all that failed were, and is not partly there when all failed", async () => {
    const partly = createFleetTarget([member("one"), member("two", late)]);
    expect(await failureOf(partly.observe(signal))).toMatchObject({ code: "upstream_timeout" });
    const gone = await failureOf(createFleetTarget([member("one", refused), member("two", refused)]).observe(signal));
    expect(gone.message).toMatch(/^2 of 2 proxies cannot be seen\./);
    expect(gone.reasons[0]?.code).toBe("socket_refused");
  });

  test("was refused for a newer write when one was, by the newest", async () => {
    const fenced = (term: number) => fencedError("It", { term, epoch: 1 });
    const fleet = createFleetTarget([member("one", late), member("two", fenced(4)), member("three", fenced(6))]);
    for (const work of [fleet.apply(intent, unguarded, signal), fleet.claim?.(3, signal)]) {
      const error = await failureOf(Promise.resolve(work));
      expect(error.reasons[0]).toMatchObject({ code: "fenced", facts: { acceptedTerm: 6 } });
    }
  });

  test("claims only where all can", () => {
    expect(createFleetTarget([member("one"), member("two", null, { claims: false })]).claim).toBeUndefined();
    expect(createFleetTarget([member("one"), member("two")]).claim).toBeDefined();
  });

  test("closes all, also when one cannot be closed", async () => {
    const members = [member("one", new Error("broken")), member("two")];
    await createFleetTarget(members).close();
    expect(members.map(({ calls }) => calls)).toEqual([["close"], ["close"]]);
  });
});
