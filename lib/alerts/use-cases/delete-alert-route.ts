import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findRouteView } from "../alert-route-read-model";
import { removeAlertRoute } from "../alert-route-store";
import { AlertRouteIdInput } from "../contract";

/** Remove a route. What it told stays on record, and who was told is still told what becomes of it. */
export const deleteAlertRoute = defineUseCase({
  name: "alert-route.delete",
  permission: "alert:write",
  input: AlertRouteIdInput,
  subject: (input) => ({ kind: "alert_route", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<{ deleted: true }> {
    const before = await findRouteView(tx, input.id);
    if (!before) throw notFound("alert route", input.id);
    await removeAlertRoute(tx, input.id);
    await record({ subject: { kind: "alert_route", id: input.id, name: before.name }, before });
    await hint({ topic: "alert", id: "routes", revision: 0 });
    return { deleted: true };
  },
});
