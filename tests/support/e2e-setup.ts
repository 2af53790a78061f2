import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Installation, startInstallation } from "./installation/installation";
import { seedExamples } from "./installation/seeded-releases";
import type { World } from "./installation/world";

const results = path.resolve(import.meta.dirname, "..", "..", "test-results");
const stateDirectory = path.join(results, "signed-in");

/**
 * Each spec that moves traffic has a shop of its own. `basket` is only looked at; `storefront`, behind an HAProxy, is made
 * known in the browser; `checkout` is the service of the pipelines' examples.
 */
const shops = ["basket", "checkout", "search", "payments", "profile", "orders", "stock"];

/**
 * Start the product for the run. Tests find its address as Playwright's baseURL, and address, API token (an
 * administrator's) and database in E2E_BASE_URL, E2E_TOKEN and E2E_DATABASE_URL; everything else about it in the file
 * E2E_WORLD. Returns the teardown.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await mkdir(results, { recursive: true });
  const installation = await startInstallation({
    shops,
    onHaproxy: ["storefront"],
    // What a step of a rollout needs within a second, and no more: each visit takes from the machine that the browsers need.
    ratePerSecond: 10,
    signedIn: { directory: stateDirectory },
  });
  const { product } = installation;
  const close = async (): Promise<void> => {
    await writeFile(path.join(results, "e2e-product.log"), product.log());
    await installation.close();
  };
  try {
    process.env.E2E_BASE_URL = product.baseUrl;
    process.env.E2E_TOKEN = product.bootstrapToken;
    process.env.E2E_DATABASE_URL = product.databaseUrl;
    process.env.E2E_WORLD = path.join(results, "e2e-world.json");
    await writeFile(process.env.E2E_WORLD, JSON.stringify(await makeWorld(installation)));
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeWorld(installation: Installation): Promise<World> {
  const { api, product, prometheusUrl } = installation;
  const targets = new Map<string, string>();
  for (const name of shops) {
    targets.set(name, await api.addService(shopOf(name), { environment: "production", name: titleOf(name), tier: 1 }));
  }
  const targetId = targets.get("basket") ?? "";
  const examples = await seedExamples(api, { shop: shopOf("basket"), targetId, prometheusUrl });
  return {
    baseUrl: product.baseUrl,
    token: product.bootstrapToken,
    stateDirectory,
    prometheusUrl,
    shops: installation.shops,
    examples,
  };

  function shopOf(name: string) {
    const shop = installation.shops[name];
    if (!shop) throw new Error(`there is no shop ${name}`);
    return shop;
  }
}

const titleOf = (name: string): string => name[0]?.toUpperCase() + name.slice(1);
