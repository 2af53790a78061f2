import type { ProductApi } from "./product-api";

/** A release train that was planned and whose departure lies ahead. Answers its id. */
export async function seedTrain(api: ProductApi, service: string): Promise<string> {
  const ledger = "ledger-of-the-shop";
  await api.post("/services", { slug: ledger, name: "Ledger of the shop", tier: 2 });
  const train = await api.post<{ id: string }>("/trains", {
    name: "New tax tables",
    note: "The basket reads the tax tables of next quarter. The ledger books by them, so it goes first.",
    cars: [
      {
        service: ledger,
        version: "5.2.0",
        config: "sha256:9f86d081884c7d65",
        flags: ["tax-tables-q1"],
        schema: { min: 41, max: 43 },
      },
      { service, version: "2.1.0", after: [ledger] },
    ],
    stops: [{ environment: "staging", goesOn: false }, { environment: "production" }],
    reach: "dependents",
    plannedAt: new Date(Date.now() + 6 * 3_600_000).toISOString(),
  });
  return train.id;
}
