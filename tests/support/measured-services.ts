import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { callAs } from "./harness";

const admin = callAs("admin");

/** The environment of measured services. */
export async function createProduction(): Promise<void> {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
}

/** A service with a target in production; answers the target's id. */
export async function createMeasured(slug: string): Promise<string> {
  await createService.run({ slug, name: slug, tier: 1 }, admin);
  const target = await createTarget.run(
    {
      service: slug,
      environment: "production",
      config: { kind: "haproxy", socket: "/run/haproxy.sock", backend: slug, slots: { a: ["a"], b: ["b"] } },
      live: { slot: "a", version: "1.0.0" },
    },
    admin,
  );
  return target.id;
}

/** The objective that most tests need: 99.9 % of requests over 30 days, with alerts that end at once. */
export const threeNines = {
  sli: { kind: "availability" },
  targetPercent: "99.9",
  period: { kind: "rolling", days: 30 },
  alerting: { quietMs: 0 },
} as const;

/** An objective of a measured service, by the same name. */
export async function createThreeNines(service: string): Promise<void> {
  await createObjective.run(
    { slug: service, name: `${service} answers`, service, environment: "production", definition: threeNines },
    admin,
  );
}
