import type { ProductApi } from "./product-api";

/** What some services need of each other, kept and not kept, known from files, tests and nothing. */
export async function seedDependencies(api: ProductApi, service: string): Promise<void> {
  for (const [slug, name] of [
    ["price-book", "Price book"],
    ["stock-ledger", "Stock ledger of all warehouses"],
  ]) {
    await api.post("/services", { slug, name, tier: 2 });
  }
  const environment = "production";
  await api.post("/dependencies/running", {
    items: [
      { service: "price-book", environment, versions: ["3.2.0", "3.3.0"] },
      { service: "stock-ledger", environment, versions: ["1.9.4"] },
    ],
    evidence: "Told by the platform team on the first day",
  });
  const needs = [
    { service: "price-book", range: "^3.2.0" },
    { service: "stock-ledger", range: "^2.0.0" },
  ];
  await api.post(`/services/${service}/needs`, { origin: "catalog", needs, evidence: "signalbox.json" });
  await api.post("/services/price-book/needs", { needs: [{ service: "stock-ledger", range: ">=1.4 <2" }] });
  await api.post("/services/stock-ledger/needs", { needs: [] });
  await api.post("/dependency-ignores", {
    consumer: service,
    provider: "stock-ledger",
    environment: "staging",
    reason: "Staging has no ledger of its own before the migration",
    until: new Date(Date.now() + 14 * 24 * 3_600_000).toISOString(),
  });
}
