import { expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { LoopTarget } from "@/lib/rollouts/loop/loop-parts";
import { createWindowWatch } from "@/lib/rollouts/loop/window-watch";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";

/** Goal: a thousand targets learn what holds each of them, for a few statements and not for a thousand. */

const harness = setUpHarness();
const manager = callAs("release_manager");
const hour = 3_600_000;
const at = (hours: number) => new Date(T0 + hours * hour).toISOString();

it("knows which windows hold which target, and asks once for all that are held alike", async () => {
  const { runtime } = harness();
  const production = await createEnvironment.run(
    { slug: "production", name: "Production", kind: "production", rank: 40 },
    manager,
  );
  const staging = await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, manager);
  const services = await Promise.all(
    ["one", "two", "three"].map((slug) => createService.run({ slug, name: slug, tier: 1 }, manager)),
  );
  const blackout = { kind: "blackout", startsAt: at(0.5), endsAt: at(3) } as const;
  await createWindow.run({ ...blackout, name: "All", environment: "production" }, manager);
  await createWindow.run({ ...blackout, name: "Two", service: "two" }, manager);
  let statements = 0;
  const db = prismaExecutor(runtime.db);
  const counted: SqlExecutor = {
    query: (statement) => {
      statements += 1;
      return db.query(statement);
    },
  };
  let nowMs = 0;
  const clock = { now: () => instant(T0 + hour), monotonicMs: () => nowMs };
  const windowsOf = createWindowWatch(counted, clock);
  const targetOf = (serviceId: string, environmentId: string) => ({ serviceId, environmentId }) as LoopTarget;
  const ask = () =>
    Promise.all(
      services.flatMap(({ id }) =>
        [production.id, staging.id].map(async (environmentId) => (await windowsOf(targetOf(id, environmentId))).length),
      ),
    );
  expect(await ask()).toEqual([1, 0, 2, 1, 1, 0]);
  // Where there are windows at all; production alone; production and the service; the service alone; and, once for all that are
  // held, waivers and emergency releases.
  expect(statements).toBe(6);
  await ask();
  expect(statements).toBe(6);
  nowMs = 10_000;
  await ask();
  expect(statements).toBe(12);
});
