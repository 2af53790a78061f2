import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import {
  ClockDefinitionDetail,
  ClockDefinitionList,
  ClockDefinitionView,
  ClockDetail,
  ClockPage,
  ClockView,
  PushedClockEvent,
  ScheduleDetail,
  ScheduleList,
  ScheduleView,
} from "./contract";
import { createClockDefinition } from "./use-cases/create-clock-definition";
import { createSchedule } from "./use-cases/create-schedule";
import { editClockDefinition } from "./use-cases/edit-clock-definition";
import { editSchedule } from "./use-cases/edit-schedule";
import { exportClocks } from "./use-cases/export-clocks";
import { pauseClock } from "./use-cases/pause-clock";
import { pushClockEvent } from "./use-cases/push-clock-event";
import { getClock, listClocks } from "./use-cases/read-clocks";
import { getClockDefinition, getSchedule, listClockDefinitions, listSchedules } from "./use-cases/read-terms";
import { resumeClock } from "./use-cases/resume-clock";
import { retireClockDefinition } from "./use-cases/retire-clock-definition";

const tag = "SLA clocks";

export const clockOperations = {
  listClocks: operation({
    id: "listClocks",
    method: "GET",
    path: "/clocks",
    tag,
    summary: "List SLA clocks, the ones that are due soonest first",
    useCase: listClocks,
    output: ClockPage,
  }),
  getClock: operation({
    id: "getClock",
    method: "GET",
    path: "/clocks/{id}",
    tag,
    summary: "Get an SLA clock with its events, its arithmetic step by step and every revision",
    useCase: getClock,
    output: ClockDetail,
  }),
  pauseClock: operation({
    id: "pauseClock",
    method: "POST",
    path: "/clocks/{id}/pause",
    tag,
    summary: "Pause a clock for a reason that its definition allows; it resumes by itself after the reason's cap",
    useCase: pauseClock,
    output: ClockDetail,
  }),
  resumeClock: operation({
    id: "resumeClock",
    method: "POST",
    path: "/clocks/{id}/resume",
    tag,
    summary: "Resume a paused clock",
    useCase: resumeClock,
    output: ClockDetail,
  }),
  pushClockEvent: operation({
    id: "pushClockEvent",
    method: "POST",
    path: "/clock-events",
    tag,
    summary: "Tell an event of a ticket or case that a clock runs on, in any order",
    useCase: pushClockEvent,
    output: PushedClockEvent,
  }),
  listClockDefinitions: operation({
    id: "listClockDefinitions",
    method: "GET",
    path: "/clock-definitions",
    tag,
    summary: "List the clock definitions in force",
    useCase: listClockDefinitions,
    output: ClockDefinitionList,
  }),
  createClockDefinition: operation({
    id: "createClockDefinition",
    method: "POST",
    path: "/clock-definitions",
    tag,
    summary: "Create a clock definition",
    useCase: createClockDefinition,
    output: ClockDefinitionView,
    status: 201,
  }),
  getClockDefinition: operation({
    id: "getClockDefinition",
    method: "GET",
    path: "/clock-definitions/{slug}",
    tag,
    summary: "Get a clock definition with every version it had",
    useCase: getClockDefinition,
    output: ClockDefinitionDetail,
  }),
  editClockDefinition: operation({
    id: "editClockDefinition",
    method: "PATCH",
    path: "/clock-definitions/{slug}",
    tag,
    summary: "Change a clock definition; clocks under it are computed anew, as new revisions",
    useCase: editClockDefinition,
    output: ClockDefinitionView,
  }),
  retireClockDefinition: operation({
    id: "retireClockDefinition",
    method: "POST",
    path: "/clock-definitions/{slug}/retire",
    tag,
    summary: "End a clock definition; clocks that run go on to their end",
    useCase: retireClockDefinition,
    output: ClockDefinitionView,
  }),
  listBusinessSchedules: operation({
    id: "listBusinessSchedules",
    method: "GET",
    path: "/business-schedules",
    tag,
    summary: "List business schedules",
    useCase: listSchedules,
    output: ScheduleList,
  }),
  createBusinessSchedule: operation({
    id: "createBusinessSchedule",
    method: "POST",
    path: "/business-schedules",
    tag,
    summary: "Create a business schedule: weekly hours, holidays, zone",
    useCase: createSchedule,
    output: ScheduleView,
    status: 201,
  }),
  getBusinessSchedule: operation({
    id: "getBusinessSchedule",
    method: "GET",
    path: "/business-schedules/{slug}",
    tag,
    summary: "Get a business schedule with every version it had",
    useCase: getSchedule,
    output: ScheduleDetail,
  }),
  editBusinessSchedule: operation({
    id: "editBusinessSchedule",
    method: "PATCH",
    path: "/business-schedules/{slug}",
    tag,
    summary: "Change a business schedule; clocks in it are computed anew, as new revisions",
    useCase: editSchedule,
    output: ScheduleView,
  }),
  exportClocks: exportOperation({ id: "exportClocks", rows: "clocks", tag, useCase: exportClocks, row: ClockView }),
};
