import type { AlarmPage } from "@/lib/alerts/contract";
import { until } from "../until";
import type { ProductApi } from "./product-api";
import type { Examples } from "./world";

/** A receiver of alerts that nobody listens at, and a route of everything to it. */
export async function seedAlertRoute(api: ProductApi): Promise<void> {
  const connection = "alerts-of-the-shop";
  await api.post("/connections", {
    slug: connection,
    name: "The shop's own receiver",
    config: { kind: "alert_webhook", url: "http://127.0.0.1:65002/alerts" },
    secret: `whsec_${"A".repeat(44)}`,
  });
  const kinds = ["page", "ticket", "slow_down", "approval", "freeze", "rollback"];
  await api.post("/alert-routes", { name: "Everything to the shop", connection, match: { kinds } });
}

/** The alert of the rollout that was rolled back. The worker looks once a minute: whoever needs it waits, and not the setup. */
export async function firstAlert(api: ProductApi, { alertedService }: Examples): Promise<string> {
  const path = `/alerts?kind=rollback&service=${alertedService}`;
  const found = await until("an alert", async () => (await api.get<AlarmPage>(path)).items.at(-1), {
    deadlineMs: 100_000,
    everyMs: 500,
  });
  return found.id;
}
