import { operation } from "@/lib/platform/http/operation";
import {
  AvailabilityView,
  ContentionView,
  Occupancy,
  PromiseView,
  RemovedSprintCalendar,
  ReservationBoard,
  ReservationCheck,
  ReservationDetail,
  ReservationPage,
  ReservationView,
  SprintCalendarList,
  SprintCalendarView,
  TermsView,
} from "./contract";
import { checkIn } from "./use-cases/check-in";
import { checkReservation } from "./use-cases/check-reservation";
import { extendReservation } from "./use-cases/extend-reservation";
import { listSprintCalendars } from "./use-cases/list-sprint-calendars";
import { moveReservation } from "./use-cases/move-reservation";
import { promiseHours } from "./use-cases/promise-hours";
import { getAvailability } from "./use-cases/read-availability";
import { getContention } from "./use-cases/read-contention";
import { getBoard, getReservation, listOccupancy, listReservations } from "./use-cases/read-reservations";
import { releaseReservation } from "./use-cases/release-reservation";
import { removeSprintCalendar } from "./use-cases/remove-sprint-calendar";
import { reportDataReady } from "./use-cases/report-data-ready";
import { reserve } from "./use-cases/reserve";
import { setSprintCalendar } from "./use-cases/set-sprint-calendar";
import { setTerms } from "./use-cases/set-terms";
import { takeAway } from "./use-cases/take-away";
import { withdrawPromise } from "./use-cases/withdraw-promise";

const tag = "Environment reservations";

export const reservationOperations = {
  listReservations: operation({
    id: "listReservations",
    method: "GET",
    path: "/reservations",
    tag,
    summary: "List reservations of environments, newest first",
    useCase: listReservations,
    output: ReservationPage,
  }),
  listOccupancy: operation({
    id: "listOccupancy",
    method: "GET",
    path: "/occupancy",
    tag,
    summary: "See who is in which environment now, and how many wait",
    useCase: listOccupancy,
    output: Occupancy,
  }),
  getBoard: operation({
    id: "getBoard",
    method: "GET",
    path: "/environments/{slug}/reservations",
    tag,
    summary: "See what holds an environment, what waits for it in which order, and what ended last",
    useCase: getBoard,
    output: ReservationBoard,
  }),
  reserve: operation({
    id: "reserve",
    method: "POST",
    path: "/environments/{slug}/reservations",
    tag,
    summary: "Reserve an environment or services in it; where it is taken, wait in the queue or be turned away",
    useCase: reserve,
    output: ReservationView,
    status: 201,
  }),
  checkReservation: operation({
    id: "checkReservation",
    method: "GET",
    path: "/environments/{slug}/reservations/check",
    tag,
    summary: "Ask what is in the way of a reservation, and for the next free times or why there are none",
    useCase: checkReservation,
    output: ReservationCheck,
  }),
  getContention: operation({
    id: "getContention",
    method: "GET",
    path: "/environments/{slug}/contention",
    tag,
    summary:
      "See at which hours an environment was wished for, how long people waited, who was turned away, and how late data was",
    useCase: getContention,
    output: ContentionView,
  }),
  getAvailability: operation({
    id: "getAvailability",
    method: "GET",
    path: "/environments/{slug}/availability",
    tag,
    summary: "See how much of the promised hours of an environment was there, and which sprints its outages hit",
    useCase: getAvailability,
    output: AvailabilityView,
  }),
  setTerms: operation({
    id: "setTerms",
    method: "POST",
    path: "/environments/{slug}/terms",
    tag,
    summary: "Say what an environment grants, whether releases need a reservation, and whose sprints go there",
    useCase: setTerms,
    output: TermsView,
  }),
  listSprintCalendars: operation({
    id: "listSprintCalendars",
    method: "GET",
    path: "/sprint-calendars",
    tag,
    summary: "List sprint calendars with their present sprint and the environments that share them",
    useCase: listSprintCalendars,
    output: SprintCalendarList,
  }),
  setSprintCalendar: operation({
    id: "setSprintCalendar",
    method: "POST",
    path: "/sprint-calendars",
    tag,
    summary: "Say how the sprints of a team go; with a revision it changes the present calendar for every environment",
    useCase: setSprintCalendar,
    output: SprintCalendarView,
  }),
  removeSprintCalendar: operation({
    id: "removeSprintCalendar",
    method: "POST",
    path: "/sprint-calendars/{slug}/remove",
    tag,
    summary: "Take a sprint calendar away that no environment has any more",
    useCase: removeSprintCalendar,
    output: RemovedSprintCalendar,
  }),
  promiseHours: operation({
    id: "promiseHours",
    method: "POST",
    path: "/environments/{slug}/promises",
    tag,
    summary: "Promise hours in which an environment is there",
    useCase: promiseHours,
    output: PromiseView,
    status: 201,
  }),
  withdrawPromise: operation({
    id: "withdrawPromise",
    method: "POST",
    path: "/promises/{id}/withdraw",
    tag,
    summary: "Withdraw promised hours from now on",
    useCase: withdrawPromise,
    output: PromiseView,
  }),
  getReservation: operation({
    id: "getReservation",
    method: "GET",
    path: "/reservations/{id}",
    tag,
    summary: "Get a reservation with everything that happened to it",
    useCase: getReservation,
    output: ReservationDetail,
  }),
  releaseReservation: operation({
    id: "releaseReservation",
    method: "POST",
    path: "/reservations/{id}/release",
    tag,
    summary: "Give a reservation back, or leave the queue; whoever is next has it at once",
    useCase: releaseReservation,
    output: ReservationView,
  }),
  extendReservation: operation({
    id: "extendReservation",
    method: "POST",
    path: "/reservations/{id}/extend",
    tag,
    summary: "Hold an environment longer where nobody is displaced",
    useCase: extendReservation,
    output: ReservationView,
  }),
  moveReservation: operation({
    id: "moveReservation",
    method: "POST",
    path: "/reservations/{id}/move",
    tag,
    summary: "Give a reservation that has not begun another time where nobody is displaced",
    useCase: moveReservation,
    output: ReservationView,
  }),
  checkIn: operation({
    id: "checkIn",
    method: "POST",
    path: "/reservations/{id}/check-in",
    tag,
    summary: "Say that one uses what one holds",
    useCase: checkIn,
    output: ReservationView,
  }),
  reportDataReady: operation({
    id: "reportDataReady",
    method: "POST",
    path: "/reservations/{id}/data-ready",
    tag,
    summary: "Say that the data of a reservation is ready; how much later than planned is measured by it",
    useCase: reportDataReady,
    output: ReservationView,
  }),
  takeAway: operation({
    id: "takeAway",
    method: "POST",
    path: "/reservations/{id}/take-away",
    tag,
    summary: "Take a reservation away, for a reason",
    useCase: takeAway,
    output: ReservationView,
  }),
};
