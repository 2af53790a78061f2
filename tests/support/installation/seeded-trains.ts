import type { ProductApi } from "./product-api";

/** A release train that was planned and whose departure lies ahead, and the public status page. Answers the train's id. */
export async function seedTrain(api: ProductApi, service: string): Promise<string> {
  const ledger = "ledger-of-the-shop";
  await api.post("/services", { slug: ledger, name: "Ledger of the shop", tier: 2 });
  await api.post("/checklists", {
    name: "Services that sell",
    tier: 1,
    content: {
      items: [
        { title: "Support knows what changes for customers", doneBy: "person", due: "departure" },
        { title: "Every version says on which schemas it runs", doneBy: "schema", due: "departure" },
        { title: "Journeys passed with all traffic on the new versions", doneBy: "journeys", due: "end" },
      ],
      announcements: [
        { moment: "departure", text: "{release} goes to {environment}: {services}." },
        { moment: "rollback", text: "{release} goes back. {what}" },
      ],
    },
    reason: "Agreed on in the review of the third quarter",
  });
  await api.put("/status-page/settings", {
    isOn: true,
    title: "How the shop is doing",
    services: [
      { name: "Buying things", service, environment: "production" },
      { name: "Invoices and everything that is booked behind them", service: ledger, environment: "production" },
    ],
    revision: 1,
    reason: "Customers ask us how things stand",
  });
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
