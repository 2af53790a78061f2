import pg from "pg";
import { afterEach, expect, it, vi } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { callAs, setUpHarness } from "@/tests/support/harness";

/** Goal: no connection gets a statement while one runs on it, which `pg` warns of today and refuses in its next version. */
const harness = setUpHarness();
const admin = callAs("admin");

afterEach(() => vi.restoreAllMocks());

/** The most statements that one connection had at once. */
function watchConnections(): () => number {
  let most = 0;
  const running = new WeakMap<object, number>();
  const original = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function query(this: pg.Client, ...given: unknown[]) {
    running.set(this, (running.get(this) ?? 0) + 1);
    most = Math.max(most, running.get(this) ?? 0);
    const answer = Reflect.apply(original, this, given) as Promise<unknown> | undefined;
    const ended = (): void => void running.set(this, (running.get(this) ?? 1) - 1);
    answer?.then?.(ended, ended);
    return answer;
  } as typeof original);
  return () => most;
}

it("relations that are loaded in a transaction are loaded one after the other", async () => {
  await createService.run({ slug: "checkout", name: "Checkout", tier: 1 }, admin);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 1 }, admin);
  const times = { startedAt: "2026-11-20T09:00:00Z", finishedAt: "2026-11-20T09:05:00Z" };
  const row = { service: "checkout", environment: "production", version: "1.0.0", externalRef: "one", ...times };
  await importDeployments.run({ rows: [row] }, admin);
  const mostAtOnce = watchConnections();
  const found = await harness().db.$transaction((tx) =>
    tx.deployment.findMany({ include: { service: true, environment: true, version: true } }),
  );
  expect(found).toMatchObject([{ service: { slug: "checkout" }, version: { name: "1.0.0" } }]);
  expect(mostAtOnce()).toBe(1);
});
