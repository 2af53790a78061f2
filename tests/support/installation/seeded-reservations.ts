import type { ProductApi } from "./product-api";

const hourMs = 3_600_000;

/**
 * An environment of its own with who holds it, who waits and why, hours that are promised, and sprints. Nothing ships there, so that
 * nothing is held by it. Answers its slug.
 */
export async function seedReservations(api: ProductApi, service: string): Promise<string> {
  const slug = "acceptance";
  await api.post("/environments", { slug, name: "Acceptance", kind: "testing", rank: 7 });
  const now = Date.now();
  const at = (hours: number) => new Date(now + hours * hourMs).toISOString();
  const firstDay = at(-21 * 24).slice(0, 10);
  const sprints = { slug: "basket-team", name: "Basket team", firstDay, lengthDays: 14, timeZone: "Europe/Berlin" };
  await api.post("/sprint-calendars", { ...sprints, reason: "How the team works" });
  await api.post(`/environments/${slug}/terms`, {
    ...{ capacity: 3, graceMinutes: 240, maxHours: 72, headStartMinutes: 30, demandsReservation: true, revision: 0 },
    sprintCalendar: "basket-team",
    reason: "Agreed on with the teams that test here",
  });
  await api.post(`/environments/${slug}/promises`, {
    name: "Office hours of the teams in Berlin and Lisbon",
    startsAt: `${firstDay}T07:00:00Z`,
    endsAt: `${firstDay}T17:00:00Z`,
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", timeZone: "Europe/Berlin" },
  });
  const reserve = (more: object) => api.post(`/environments/${slug}/reservations`, more);
  const purpose = "Load test of the basket with the data of last Christmas";
  await reserve({ startsAt: at(0), endsAt: at(26), purpose, prepareMinutes: 90 });
  await reserve({ startsAt: at(2), endsAt: at(10), purpose: "Acceptance of the tax tables", services: [service] });
  await reserve({ startsAt: at(3), endsAt: at(9), purpose: "Walk-through with support", units: 2 });
  await reserve({ startsAt: at(1), endsAt: at(4), purpose: "Smoke test", ifTaken: "refuse" });
  await reserve({ startsAt: at(80), endsAt: at(120), purpose: "Training of the new colleagues", units: 1 });
  return slug;
}
