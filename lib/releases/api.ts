import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import {
  CadenceView,
  ChecklistTemplates,
  ChecklistTemplateView,
  DeclaredSchemaRange,
  PushedSchema,
  SchemasView,
  StatusPage,
  TickedItem,
  TrainDetail,
  TrainPage,
  TrainStands,
  TrainView,
} from "./contract";
import { EndedTimetable, TimetableList, TimetablePreview, TimetableView } from "./timetable-contract";
import { cancelTrain } from "./use-cases/cancel-train";
import { createTimetable } from "./use-cases/create-timetable";
import { declareSchemaRange } from "./use-cases/declare-schema-range";
import { departTrain } from "./use-cases/depart-train";
import { endTimetable } from "./use-cases/end-timetable";
import { exportTrains } from "./use-cases/export-trains";
import { goOnTrain } from "./use-cases/go-on";
import { holdTrain } from "./use-cases/hold-train";
import { leaveCar } from "./use-cases/leave-car";
import { planTrain } from "./use-cases/plan-train";
import { pushSchema } from "./use-cases/push-schema";
import { getCadence } from "./use-cases/read-cadence";
import { getStatusPage, listChecklists } from "./use-cases/read-checklists";
import { getSchemas } from "./use-cases/read-schemas";
import { listTimetables, previewTimetable } from "./use-cases/read-timetables";
import { getTrain, listTrains } from "./use-cases/read-trains";
import { rescheduleTrain } from "./use-cases/reschedule-train";
import { resumeTrain } from "./use-cases/resume-train";
import { rollBackTrain } from "./use-cases/roll-back-train";
import { setChecklist } from "./use-cases/set-checklist";
import { setTrainTicket } from "./use-cases/set-train-ticket";
import { tickItem } from "./use-cases/tick-item";

const tag = "Release trains";

export const releaseOperations = {
  listTrains: operation({
    id: "listTrains",
    method: "GET",
    path: "/trains",
    tag,
    summary: "List release trains: where each stands, and what holds it up on whom",
    useCase: listTrains,
    output: TrainPage,
  }),
  getCadence: operation({
    id: "getCadence",
    method: "GET",
    path: "/trains/cadence",
    tag,
    summary:
      "See how often trains depart, how punctual they are, and how many releases of several services are coordinated",
    useCase: getCadence,
    output: CadenceView,
  }),
  listTimetables: operation({
    id: "listTimetables",
    method: "GET",
    path: "/timetables",
    tag,
    summary: "List timetables with their next departures, what freezes make of them, and which trains take them",
    useCase: listTimetables,
    output: TimetableList,
  }),
  createTimetable: operation({
    id: "createTimetable",
    method: "POST",
    path: "/timetables",
    tag,
    summary: "Plan departures that come back by a rule",
    useCase: createTimetable,
    output: TimetableView,
    status: 201,
  }),
  previewTimetable: operation({
    id: "previewTimetable",
    method: "GET",
    path: "/timetables/preview",
    tag,
    summary: "The departures that a rule would give, and what freezes would make of them",
    useCase: previewTimetable,
    output: TimetablePreview,
  }),
  endTimetable: operation({
    id: "endTimetable",
    method: "POST",
    path: "/timetables/{id}/end",
    tag,
    summary: "End a timetable",
    useCase: endTimetable,
    output: EndedTimetable,
  }),
  planTrain: operation({
    id: "planTrain",
    method: "POST",
    path: "/trains",
    tag,
    summary: "Plan a release train: versions of services that go through environments together",
    useCase: planTrain,
    output: TrainStands,
    status: 201,
  }),
  getTrain: operation({
    id: "getTrain",
    method: "GET",
    path: "/trains/{id}",
    tag,
    summary: "Get a release train with its order, its rollouts and what happened to it",
    useCase: getTrain,
    output: TrainDetail,
  }),
  departTrain: operation({
    id: "departTrain",
    method: "POST",
    path: "/trains/{id}/depart",
    tag,
    summary: "Send a release train off to its first stop",
    useCase: departTrain,
    output: TrainStands,
  }),
  goOnTrain: operation({
    id: "goOnTrain",
    method: "POST",
    path: "/trains/{id}/go-on",
    tag,
    summary: "Let a release train go on to its next stop",
    useCase: goOnTrain,
    output: TrainStands,
  }),
  holdTrain: operation({
    id: "holdTrain",
    method: "POST",
    path: "/trains/{id}/hold",
    tag,
    summary: "Keep a release train from beginning anything new",
    useCase: holdTrain,
    output: TrainStands,
  }),
  resumeTrain: operation({
    id: "resumeTrain",
    method: "POST",
    path: "/trains/{id}/resume",
    tag,
    summary: "Let a held release train go on",
    useCase: resumeTrain,
    output: TrainStands,
  }),
  rescheduleTrain: operation({
    id: "rescheduleTrain",
    method: "POST",
    path: "/trains/{id}/reschedule",
    tag,
    summary: "Plan another departure, with the reason; the first promise stays known",
    useCase: rescheduleTrain,
    output: TrainStands,
  }),
  setTrainTicket: operation({
    id: "setTrainTicket",
    method: "POST",
    path: "/trains/{id}/ticket",
    tag,
    summary: "Name the change ticket that a whole release goes under, or take it away, with the reason",
    useCase: setTrainTicket,
    output: TrainStands,
  }),
  cancelTrain: operation({
    id: "cancelTrain",
    method: "POST",
    path: "/trains/{id}/cancel",
    tag,
    summary: "Give up a release train that has not departed",
    useCase: cancelTrain,
    output: TrainStands,
  }),
  rollBackTrain: operation({
    id: "rollBackTrain",
    method: "POST",
    path: "/trains/{id}/roll-back",
    tag,
    summary: "Take back what a release train brought to its present stop, in reverse order; nothing holds it",
    useCase: rollBackTrain,
    output: TrainStands,
  }),
  leaveCar: operation({
    id: "leaveCar",
    method: "POST",
    path: "/trains/{id}/leave",
    tag,
    summary: "Leave a service that cannot go back where it is, so that the others can",
    useCase: leaveCar,
    output: TrainStands,
  }),
  getSchemas: operation({
    id: "getSchemas",
    method: "GET",
    path: "/services/{slug}/schema",
    tag,
    summary: "See where the schema of a service is, and which of its versions can run there",
    useCase: getSchemas,
    output: SchemasView,
  }),
  pushSchema: operation({
    id: "pushSchema",
    method: "POST",
    path: "/services/{slug}/schema",
    tag,
    summary: "Tell to which version migrations brought the schema of a service in an environment; only ever forward",
    useCase: pushSchema,
    output: PushedSchema,
    status: 201,
  }),
  declareSchemaRange: operation({
    id: "declareSchemaRange",
    method: "POST",
    path: "/services/{slug}/schema-ranges",
    tag,
    summary: "Declare on which versions of its schema a version of a service runs",
    useCase: declareSchemaRange,
    output: DeclaredSchemaRange,
    status: 201,
  }),
  tickItem: operation({
    id: "tickItem",
    method: "POST",
    path: "/trains/{id}/tick",
    tag,
    summary: "Say that an item of a release's checklist is done, or that it is not after all",
    useCase: tickItem,
    output: TickedItem,
  }),
  listChecklists: operation({
    id: "listChecklists",
    method: "GET",
    path: "/checklists",
    tag,
    summary: "List what is done and said for releases, by tier",
    useCase: listChecklists,
    output: ChecklistTemplates,
  }),
  setChecklist: operation({
    id: "setChecklist",
    method: "POST",
    path: "/checklists",
    tag,
    summary: "Say what is done and said for releases of a tier; with a revision it replaces the present one",
    useCase: setChecklist,
    output: ChecklistTemplateView,
  }),
  getStatusPage: operation({
    id: "getStatusPage",
    method: "GET",
    path: "/status-page",
    tag,
    summary: "Get what the status page says of releases now",
    useCase: getStatusPage,
    output: StatusPage,
  }),
  exportTrains: exportOperation({ id: "exportTrains", rows: "releases", tag, useCase: exportTrains, row: TrainView }),
};
