import type { ProductApi } from "./product-api";

/** Business hours, a promise in them, and a case that runs under it, paused. Answers the id of its clock. */
export async function seedClocks(api: ProductApi, service: string): Promise<string> {
  await api.post("/business-schedules", {
    slug: "berlin-office",
    name: "Office in Berlin",
    terms: {
      timeZone: "Europe/Berlin",
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:30" })),
      holidays: ["2026-12-25", "2027-01-01"],
    },
    reason: "As the support contract has it",
  });
  await api.post("/clock-definitions", {
    slug: "customer-case",
    name: "Customer case is settled",
    terms: {
      start: "opened",
      stop: "resolved",
      targetMinutes: 2_880,
      schedule: "berlin-office",
      pauses: [{ reason: "Waiting for the customer", capMinutes: 4_320 }],
    },
    reason: "As the support contract has it",
  });
  const answer = await api.post<{ clock: { id: string; revision: number } }>("/clock-events", {
    definition: "customer-case",
    service,
    key: "CASE-1017",
    title: "Vouchers are refused at the till",
    event: "opened",
    at: new Date(Date.now() - 3 * 86_400_000).toISOString(),
    id: "1",
  });
  const { id, revision } = answer.clock;
  await api.post(`/clocks/${id}/pause`, {
    revision,
    reason: "Waiting for the customer",
    evidenceUrl: "https://desk.example/cases/1017#mail-3",
    note: "They were asked for the receipt.",
  });
  return id;
}
