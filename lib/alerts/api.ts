import { z } from "zod";
import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { AlarmDetail, AlarmPage, AlarmView, AlertRouteList, AlertRouteView } from "./contract";
import { acknowledgeAlarm } from "./use-cases/acknowledge-alarm";
import { createAlertRoute } from "./use-cases/create-alert-route";
import { deleteAlertRoute } from "./use-cases/delete-alert-route";
import { editAlertRoute } from "./use-cases/edit-alert-route";
import { exportAlarms } from "./use-cases/export-alarms";
import { getAlarm, listAlarms } from "./use-cases/read-alarms";
import { listAlertRoutes } from "./use-cases/read-alert-routes";
import { retryNotices } from "./use-cases/retry-notices";
import { testAlertRoute } from "./use-cases/test-alert-route";

const tag = "Alerts";

export const alertOperations = {
  listAlerts: operation({
    id: "listAlerts",
    method: "GET",
    path: "/alerts",
    tag,
    summary: "List alerts that fired, newest first, with how telling people of them stands",
    useCase: listAlarms,
    output: AlarmPage,
  }),
  getAlert: operation({
    id: "getAlert",
    method: "GET",
    path: "/alerts/{id}",
    tag,
    summary: "Get an alert with its arithmetic, who was told, when, and what came of it",
    useCase: getAlarm,
    output: AlarmDetail,
  }),
  acknowledgeAlert: operation({
    id: "acknowledgeAlert",
    method: "POST",
    path: "/alerts/{id}/acknowledge",
    tag,
    summary: "Say that one looks after an alert; whoever was told of it is told so",
    useCase: acknowledgeAlarm,
    output: AlarmDetail,
  }),
  retryAlertNotices: operation({
    id: "retryAlertNotices",
    method: "POST",
    path: "/alerts/{id}/retry",
    tag,
    summary: "Try again what could not be told of an alert",
    useCase: retryNotices,
    output: AlarmDetail,
  }),
  listAlertRoutes: operation({
    id: "listAlertRoutes",
    method: "GET",
    path: "/alert-routes",
    tag,
    summary: "List the routes by which people are told of alerts",
    useCase: listAlertRoutes,
    output: AlertRouteList,
  }),
  createAlertRoute: operation({
    id: "createAlertRoute",
    method: "POST",
    path: "/alert-routes",
    tag,
    summary: "Say who is told of which alerts",
    useCase: createAlertRoute,
    output: AlertRouteView,
    status: 201,
  }),
  editAlertRoute: operation({
    id: "editAlertRoute",
    method: "PATCH",
    path: "/alert-routes/{id}",
    tag,
    summary: "Change a route of alerts, or put it out of use",
    useCase: editAlertRoute,
    output: AlertRouteView,
  }),
  deleteAlertRoute: operation({
    id: "deleteAlertRoute",
    method: "DELETE",
    path: "/alert-routes/{id}",
    tag,
    summary: "Remove a route of alerts; what it told stays on record",
    useCase: deleteAlertRoute,
    output: z.object({ deleted: z.literal(true) }),
  }),
  testAlertRoute: operation({
    id: "testAlertRoute",
    method: "POST",
    path: "/alert-routes/{id}/test",
    tag,
    summary: "Send a test by a route: an alert that says it is one, and its end",
    useCase: testAlertRoute,
    output: AlertRouteView,
  }),
  exportAlarms: exportOperation({ id: "exportAlarms", rows: "alerts", tag, useCase: exportAlarms, row: AlarmView }),
};
