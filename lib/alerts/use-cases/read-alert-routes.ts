import { defineQuery } from "@/lib/platform/use-case";
import { listRouteViews } from "../alert-route-read-model";
import { type AlertRouteList, ListAlertRoutesInput } from "../contract";

/** Every route by which alarms are told. */
export const listAlertRoutes = defineQuery({
  name: "alert-route.list",
  permission: "alert:read",
  input: ListAlertRoutesInput,
  handle: async ({ db }): Promise<AlertRouteList> => ({ items: await listRouteViews(db) }),
});
