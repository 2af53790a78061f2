import type { AlarmPage } from "@/lib/alerts/contract";
import { until } from "../until";
import type { ProductApi } from "./product-api";

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

/** The alert of the rollout that was rolled back: the worker looks once a minute. */
export async function firstAlert(api: ProductApi): Promise<string> {
  const found = await until("an alert", async () => (await api.get<AlarmPage>("/alerts?kind=rollback")).items[0], {
    deadlineMs: 150_000,
    everyMs: 500,
  });
  return found.id;
}
