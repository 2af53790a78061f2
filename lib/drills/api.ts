import { operation } from "@/lib/platform/http/operation";
import { DrillsView } from "./contract";
import { getDrills } from "./use-cases/read-drills";
import { recordDrill } from "./use-cases/record-drill";
import { setDrillSchedule } from "./use-cases/set-drill-schedule";

const common = { tag: "Drills", output: DrillsView } as const;

export const drillOperations = {
  getDrills: operation({
    ...common,
    id: "getDrills",
    method: "GET",
    path: "/services/{slug}/drills",
    summary: "Get the rollback drills of a service, and whether one is due",
    useCase: getDrills,
  }),
  setDrillSchedule: operation({
    ...common,
    id: "setDrillSchedule",
    method: "PUT",
    path: "/services/{slug}/drill-schedule",
    summary: "Set where and how often a service practises going back",
    useCase: setDrillSchedule,
  }),
  recordDrill: operation({
    ...common,
    id: "recordDrill",
    method: "POST",
    path: "/drills",
    summary: "Record that a rollback was a drill",
    useCase: recordDrill,
    status: 201,
  }),
};
