import type { PlanOverrides } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import type { ProductApi } from "./product-api";
import { seedAlertRoute } from "./seeded-alerts";
import { seedClocks } from "./seeded-clocks";
import { seedDependencies } from "./seeded-dependencies";
import { seedGates } from "./seeded-gates";
import { seedHistory } from "./seeded-history";
import { seedReported } from "./seeded-reported";
import { seedReservations } from "./seeded-reservations";
import { seedReviews } from "./seeded-reviews";
import { seedSignals } from "./seeded-signals";
import { seedSynthetics } from "./seeded-synthetics";
import { seedTrain } from "./seeded-trains";
import { setFaults, type ToyShop } from "./toy-shops";
import type { Examples } from "./world";

/** A service with its target, ready for rollouts. */
export interface SeededService {
  readonly shop: ToyShop;
  readonly targetId: string;
}

const step = (trafficPercent: number, bakeMs: number, minRequests = 5) => ({ trafficPercent, bakeMs, minRequests });

/**
 * A plan that a good version passes in about two seconds. Errors decide: on a machine that is busy with browsers latency,
 * late health checks and the burn of a single error would speak about the machine.
 */
export const quickPlan: PlanOverrides = {
  steps: [step(50, 500), step(100, 300, 0)] as NonNullable<PlanOverrides["steps"]>,
  warmMs: 0,
  triggers: {
    errorRate: { minRequests: 10 },
    latency: { enabled: false },
    health: { failuresInARow: 10 },
    burnRate: { enabled: false },
  },
};

/** The same, but it stands at its first step for a long time. */
export function standingPlan(trafficPercent: number, more: PlanOverrides = {}): PlanOverrides {
  return {
    ...quickPlan,
    steps: [step(trafficPercent, 3_600_000), step(100, 60_000)] as never,
    warmMs: 600_000,
    ...more,
  };
}

export async function seedPlaces(api: ProductApi): Promise<void> {
  await api.post("/environments", { slug: "staging", name: "Staging", kind: "staging", rank: 10 });
  await api.post("/environments", { slug: "production", name: "Production", kind: "production", rank: 20 });
  await api.post("/teams", { slug: "platform", name: "Platform", memberIds: [] });
  const templates = [
    { slug: "standard-canary", name: "Standard canary", plan: defaultPlans.canary },
    { slug: "blue-green", name: "Blue-green with a smoke step", plan: defaultPlans.blue_green },
    { slug: "rolling-quarters", name: "Rolling in quarters", plan: defaultPlans.rolling },
  ];
  for (const template of templates) await api.post("/templates", { ...template, ownerTeam: "platform" });
}

/** Ship versions one after the other until each has ended. Of every four the third is bad and goes back by itself. */
export async function shipHistory(
  api: ProductApi,
  service: SeededService,
  count: number,
  firstTurn = 0,
): Promise<string[]> {
  const ids: string[] = [];
  for (let turn = 1; turn <= count; turn += 1) ids.push(await shipOne(api, service, firstTurn + turn, turn % 4 === 3));
  return ids;
}

async function shipOne(
  api: ProductApi,
  { shop, targetId }: SeededService,
  turn: number,
  isBad: boolean,
): Promise<string> {
  const slot = await api.idleSlot(targetId);
  await setFaults(shop, slot, { errorRatio: isBad ? 0.5 : 0 });
  const { id } = await ship(api, shop.name, `1.${turn}.0`, isBad ? standingPlan(50) : quickPlan);
  await api.reach(id, ({ phase }) => phase === "completed" || phase === "rolled_back");
  await setFaults(shop, slot, { errorRatio: 0 });
  return id;
}

export function ship(
  api: ProductApi,
  service: string,
  version: string,
  overrides: PlanOverrides,
  more: {
    environment?: string;
    reason?: string;
    template?: string;
    emergency?: { readonly reason: string; readonly endsAt: string };
  } = {},
): Promise<{ id: string; revision: number }> {
  const environment = more.environment ?? "production";
  return api.post("/rollouts", { service, environment, version, overrides, ...more });
}

/** One of each thing that has a page: rollouts of the shop that went well, went back and are under way, and the rest. */
export async function seedExamples(
  api: ProductApi,
  given: { shop: ToyShop; targetId: string; prometheusUrl: string; firstTurn?: number },
): Promise<Examples> {
  const { shop, targetId, prometheusUrl, firstTurn } = given;
  const source = "prometheus-main";
  await api.post("/metric-sources", {
    slug: source,
    name: "Prometheus",
    config: { kind: "prometheus", url: prometheusUrl, absentSlot: "zero_when_up" },
  });
  const invited = await api.post<{ user: { id: string }; setupLink: { url: string } }>("/users", {
    name: "Noor Haddad",
    email: "noor@residents.example",
    roles: ["developer"],
  });
  const inAnHour = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  const window = await api.post<{ id: string }>("/windows", {
    kind: "blackout",
    name: "Quarter end close",
    environment: "staging",
    startsAt: inAnHour(20),
    endsAt: inAnHour(44),
  });
  const template = "standard-canary";
  await api.put(`/services/${shop.name}/policy`, {
    template,
    overrides: { warmMs: 1_200_000, triggers: { errorRate: { maxIncreasePp: 0.5 } } },
    revision: 0,
  });
  await seedAlertRoute(api);
  const check = await seedSynthetics(api, shop);
  const [completedId = "", , rolledBackId = ""] = await shipHistory(api, { shop, targetId }, 3, firstTurn);
  const objective = "shop-answers";
  await api.post("/objectives", {
    slug: objective,
    name: "Shop answers",
    service: shop.name,
    environment: "production",
    definition: { sli: { kind: "availability" }, targetPercent: "99.5", period: { kind: "rolling", days: 30 } },
  });
  await changeObjective(api, objective);
  const inFlight = await ship(api, shop.name, "2.0.0", standingPlan(25), {
    reason: "New basket, behind a flag",
    emergency: { reason: "Nobody can pay with the version that runs", endsAt: inAnHour(5) },
  });
  const budgetPolicy = "tiers-that-sell";
  await api.post("/budget-policies", {
    slug: budgetPolicy,
    name: "Tiers that sell",
    definition: {
      scope: { tier: 1, environmentKinds: ["production"] },
      // It only tells: what is undetermined so soon after the start would hold the rollout under way.
      isActing: false,
      thresholds: [
        { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: 2, bakeFactor: 2 } },
        { leftPercent: 20, effect: { kind: "approval" }, tell: ["Shop team"] },
        {
          leftPercent: 0,
          effect: { kind: "freeze", exemptions: ["incident_fix"] },
          tell: ["Shop team", "Release managers"],
        },
      ],
    },
    reason: "Agreed on in the review of the third quarter",
  });
  await api.reach(inFlight.id, ({ phase }) => phase === "baking");
  const waiver = await api.post<{ id: string }>("/waivers", {
    kind: "freeze",
    subject: window.id,
    service: shop.name,
    environment: "staging",
    justification: "The tax tables of next quarter have to be tried before the books are closed.",
    risk: "A bad version would disturb those who close the books on staging.",
    mitigation: "The canary stops at a tenth, and somebody of the books watches.",
    startsAt: inAnHour(20),
    endsAt: inAnHour(30),
  });
  const { pathname, search } = new URL(invited.setupLink.url);
  return {
    service: shop.name,
    template,
    source,
    targetId,
    userId: invited.user.id,
    alertedService: shop.name,
    inFlightId: inFlight.id,
    rolledBackId,
    completedId,
    objective,
    check,
    waiverId: waiver.id,
    budgetPolicy,
    setupPath: `${pathname}${search}`,
    ...(await seedRest(api, shop.name, objective)),
  };
}

/** What other parts of the product know of the service. */
async function seedRest(api: ProductApi, service: string, objective: string) {
  await seedDependencies(api, service);
  return {
    trainId: await seedTrain(api, service),
    reservedEnvironment: await seedReservations(api, service),
    ...(await seedHistory(api, service)),
    signalSource: await seedSignals(api, service),
    gatedVersion: await seedGates(api, service),
    ...(await seedReported(api, service)),
    clockId: await seedClocks(api, service),
    ...(await seedReviews(api, objective)),
  };
}

/** A history for an objective: a changed target, with its reason. */
async function changeObjective(api: ProductApi, slug: string): Promise<void> {
  const { revision, definition } = await api.get<{ revision: number; definition: object }>(`/objectives/${slug}`);
  const changed = { ...definition, targetPercent: "99.6" };
  const reason = "The quarter was above it throughout";
  await api.patch(`/objectives/${slug}`, { revision, definition: changed, reason });
}
