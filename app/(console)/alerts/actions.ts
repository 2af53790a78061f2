"use server";

import { acknowledgeAlarm } from "@/lib/alerts/use-cases/acknowledge-alarm";
import { createAlertRoute } from "@/lib/alerts/use-cases/create-alert-route";
import { deleteAlertRoute } from "@/lib/alerts/use-cases/delete-alert-route";
import { editAlertRoute } from "@/lib/alerts/use-cases/edit-alert-route";
import { retryNotices } from "@/lib/alerts/use-cases/retry-notices";
import { testAlertRoute } from "@/lib/alerts/use-cases/test-alert-route";
import { action } from "@/lib/platform/http/action";

export const acknowledge = action(acknowledgeAlarm);
export const retry = action(retryNotices);
export const createRoute = action(createAlertRoute);
export const editRoute = action(editAlertRoute);
export const removeRoute = action(deleteAlertRoute);
export const testRoute = action(testAlertRoute);
