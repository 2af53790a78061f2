import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ShopService } from "@/lib/demo/shop-service";
import type { SlotName, TrafficIntent, TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import { bestOf } from "../../support/best-of";
import { ask, askMany, openEcho } from "../../support/traffic-clients";
import { until } from "../../support/until";
import { unguarded } from "../../support/write-guards";
import { describeFenceContract } from "./fence-contract";

/** A real data plane with a toy service behind every server, sticky by cookie, slot a at 100 %. */
export interface TargetRig {
  readonly target: TrafficTarget;
  /** Where users' requests go in. */
  readonly url: string;
  /** Version "stable" in slot a, "canary" in slot b. */
  readonly services: Readonly<Record<SlotName, readonly ShopService[]>>;
  /** Restart or reload the data plane, so that it forgets what it was told. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const STEPS = [0, 1, 5, 10, 25, 50, 100];
const REQUESTS = 1_000;

export interface TargetTraits {
  /** The data plane itself refuses older writes; such a target keeps the contract of fences too. */
  readonly fences: boolean;
  /** One that fences has a dead-man switch, too, unless it says that it has none. */
  readonly holds?: false;
  /** Connections of a closed slot are cut, unless the data plane cannot. */
  readonly cuts?: false;
  /** The slot that was left and closed can be returned to, unless that needs a deployment. */
  readonly returns?: false;
}

/** What every TrafficTarget must do, tried with real users' requests. */
export function describeTargetContract(
  name: string,
  { fences, holds, cuts, returns }: TargetTraits,
  startRig: () => Promise<TargetRig>,
): void {
  if (fences) describeFenceContract(name, startRig, { holds: holds ?? true });
  describe(`${name} keeps the contract of traffic targets`, () => {
    let rig: TargetRig;
    let epoch = 0;

    beforeAll(async () => {
      rig = await startRig();
    });
    afterAll(async () => {
      await rig?.close();
    });

    const signal = (): AbortSignal => AbortSignal.timeout(5_000);
    const observe = (): Promise<TrafficObservation> => rig.target.observe(signal());
    const intent = (canaryPercent: number, closed: readonly SlotName[] = []): TrafficIntent => {
      epoch += 1;
      return { epoch, sharePercent: { a: 100 - canaryPercent, b: canaryPercent }, closed };
    };
    const set = async (canaryPercent: number, closed: readonly SlotName[] = []): Promise<void> =>
      rig.target.apply(intent(canaryPercent, closed), unguarded, signal());
    const canaryAnswers = (): number => rig.services.b.reduce((sum, service) => sum + service.answered(), 0);

    test("begins safely: everything on slot a", async () => {
      const { slots } = await observe();
      expect(slots.a).toMatchObject({ sharePercent: 100, serversTotal: rig.services.a.length, closed: false });
      expect(slots.b).toMatchObject({ sharePercent: 0, serversTotal: rig.services.b.length });
      expect(await askMany(rig.url, 50)).toEqual({ stable: 50 });
    });

    test.each(STEPS)("%i % is seen as set, and met over 1 000 requests", async (percent) => {
      await set(percent);
      const { slots } = await observe();
      expect(slots.b.sharePercent).toBeCloseTo(percent, 1);
      expect(slots.a.sharePercent).toBeCloseTo(100 - percent, 1);
      const tally = await askMany(rig.url, REQUESTS);
      const measured = (100 * (tally.canary ?? 0)) / REQUESTS;
      console.log(`${name}: set ${percent} %, measured ${measured.toFixed(1)} %`);
      expect((tally.canary ?? 0) + (tally.stable ?? 0)).toBe(REQUESTS);
      expect(Math.abs(measured - percent)).toBeLessThanOrEqual(1);
    });

    test("the same intent again changes nothing", async () => {
      const again = intent(10);
      await rig.target.apply(again, unguarded, signal());
      const { observedAt: _first, ...before } = await observe();
      await rig.target.apply(again, unguarded, signal());
      const { observedAt: _second, ...after } = await observe();
      expect(after).toEqual(before);
    });

    if (cuts === false) {
      test("closing a slot keeps every new request off it", async () => {
        await set(50);
        await set(0, ["b"]);
        expect((await observe()).slots.b).toMatchObject({ sharePercent: 0, closed: true });
        const before = canaryAnswers();
        expect(await askMany(rig.url, 200)).toEqual({ stable: 200 });
        expect(canaryAnswers()).toBe(before);
      });
    } else {
      test("closing a slot takes cookie, keep-alive, slow and websocket users off it", closesOnEveryone);
    }

    async function closesOnEveryone(): Promise<void> {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      let pinned: readonly string[] = [];
      const goneMs = await bestOf(1_000, async () => {
        const closed = await closeOnUsers(agent);
        pinned = closed.pinned;
        return closed.goneMs;
      });
      expect(goneMs).toBeLessThan(1_000);

      const before = canaryAnswers();
      for (let round = 0; round < 20; round += 1) {
        expect((await ask(rig.url, { agent, cookies: pinned })).version).toBe("stable");
      }
      expect(await askMany(rig.url, 200)).toEqual({ stable: 200 });
      expect(canaryAnswers()).toBe(before);
      agent.destroy();
    }

    /** Users of every kind on the canary; its slot is closed; how long the last of them stayed. */
    async function closeOnUsers(agent: Agent): Promise<{ pinned: readonly string[]; goneMs: number }> {
      await set(50);
      const pinned = await until("a cookie of the canary", async () => {
        const answer = await ask(rig.url, {});
        return answer.version === "canary" && answer.cookies;
      });
      // Weight 0 alone must leave them there, or this test would not show that closing is what moves them.
      await set(0);
      expect((await ask(rig.url, { agent, cookies: pinned })).version).toBe("canary");
      const echo = await openEcho(rig.url, pinned);
      expect(echo.version).toBe("canary");
      const slow = ask(rig.url, { path: "/slow?ms=4000", cookies: pinned }).then(
        (answer) => answer.version,
        () => "broken off",
      );
      await until("the slow request to be under way", () => rig.services.b.some((service) => service.underWay() > 0));

      const startedAt = performance.now();
      await set(0, ["b"]);
      const appliedMs = performance.now() - startedAt;
      expect((await observe()).slots.b).toMatchObject({ sharePercent: 0, closed: true });
      await until("the websocket to be cut", () => !echo.isOpen(), { everyMs: 5 });
      const cutMs = performance.now() - startedAt;
      expect(await slow).not.toBe("canary");
      const slowMs = performance.now() - startedAt;
      console.log(
        `${name}: closing took ${appliedMs.toFixed(1)} ms, websocket cut after ${cutMs.toFixed(1)} ms, slow request after ${slowMs.toFixed(1)} ms`,
      );
      echo.close();
      return { pinned, goneMs: slowMs };
    }

    test("a closed slot that is opened takes traffic again", async () => {
      await set(0, ["b"]);
      await set(25);
      expect((await observe()).slots.b).toMatchObject({ closed: false });
      const tally = await askMany(rig.url, 200);
      expect(tally.canary).toBeGreaterThanOrEqual(48);
      expect(tally.canary).toBeLessThanOrEqual(52);
    });

    test("all traffic changes sides under load without a lost request, and the left slot closes", async () => {
      await set(0);
      let done = false;
      const users = (async () => {
        const tally: Record<string, number> = {};
        while (!done) {
          for (const [key, count] of Object.entries(await askMany(rig.url, 40))) tally[key] = (tally[key] ?? 0) + count;
        }
        return tally;
      })();
      await set(50);
      await set(100);
      await until("slot a to be idle", async () => (await askMany(rig.url, 40)).stable === undefined);
      if (returns !== false) await set(100, ["a"]);
      await set(0);
      await until("slot b to be idle", async () => (await askMany(rig.url, 40)).canary === undefined);
      done = true;
      expect(Object.keys(await users).sort()).toEqual(["canary", "stable"]);
    });

    test("a restart forgets the split, and the observation shows both", async () => {
      await set(37);
      const before = await observe();
      await rig.restart();
      const after = await until("the data plane to answer again", () => observe().catch(() => null));
      expect(after.incarnation).not.toBe(before.incarnation);
      expect(after.slots.b.sharePercent).toBe(0);
      await set(37);
      expect((await observe()).slots.b.sharePercent).toBeCloseTo(37, 1);
    });

    test("the observation says whether older writes are refused", async () => {
      await set(10);
      const { fence, accepted, hold } = await observe();
      expect([fence, accepted, hold]).toEqual(fences ? ["native", { term: 0, epoch }, null] : ["none", null, null]);
    });

    test("a call ends when its signal aborts", async () => {
      const error = await rig.target.observe(AbortSignal.abort()).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "AppError", code: "upstream_timeout" });
    });
  });
}
