import { startInstallation } from "@/tests/support/installation/installation";
import { plannedVisits } from "@/tests/support/installation/page-catalogue";
import {
  type SeededService,
  seedExamples,
  ship,
  shipHistory,
  standingPlan,
} from "@/tests/support/installation/seeded-releases";
import type { World } from "@/tests/support/installation/world";

export interface SeededWorld {
  readonly world: World;
  /** How many rollouts have ended. */
  readonly finished: number;
  close(): Promise<void>;
}

const services = ["basket", "checkout", "search", "payments", "profile", "orders"];
const historyEach = 10;
/** Those as whom a page is looked at. */
const visitors = [...new Set(plannedVisits().flatMap(({ as }) => as ?? []))];

/** The product with a handful of services, some sixty releases behind it and some under way. All of them real. */
export async function buildWorld(directory: string, say: (line: string) => void): Promise<SeededWorld> {
  say("starting the product, its shops and their visitors");
  const installation = await startInstallation({
    shops: services,
    ratePerSecond: 15,
    signedIn: { directory, only: visitors },
  });
  const { api, product, prometheusUrl, shops } = installation;
  try {
    const seeded: SeededService[] = [];
    for (const [tier, shop] of Object.values(shops).entries()) {
      const name = shop.name[0]?.toUpperCase() + shop.name.slice(1);
      const targetId = await api.addService(shop, { environment: "production", name, tier: tier % 4 });
      seeded.push({ shop, targetId });
    }
    say(`shipping ${services.length * historyEach} versions`);
    await Promise.all(seeded.map((service) => shipHistory(api, service, historyEach)));
    const [basket, checkout, search, payments] = seeded as [SeededService, SeededService, SeededService, SeededService];
    const examples = await seedExamples(api, { ...basket, prometheusUrl, firstTurn: historyEach });
    await stand(checkout, 10);
    await stand(search, 50);
    await ship(api, search.shop.name, "2.1.0", standingPlan(20), { reason: "After the one before" });
    const paused = await stand(payments, 25);
    await api.post(`/rollouts/${paused.id}/pause`, { revision: paused.revision, reason: "Waiting for the bank" });
    const world = { baseUrl: product.baseUrl, token: product.bootstrapToken, stateDirectory: directory, prometheusUrl };
    const finished = services.length * historyEach + 3;
    return { world: { ...world, shops, examples }, finished, close: () => installation.close() };
  } catch (error) {
    say(product.log().slice(-4_000));
    await installation.close();
    throw error;
  }

  async function stand({ shop }: SeededService, trafficPercent: number) {
    const { id } = await ship(api, shop.name, "2.0.0", standingPlan(trafficPercent), { reason: "Autumn release" });
    return api.reach(id, ({ phase }) => phase === "baking");
  }
}
