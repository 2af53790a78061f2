"use server";

import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { editEnvironment } from "@/lib/catalog/use-cases/edit-environment";
import { action } from "@/lib/platform/http/action";
import { checkIn } from "@/lib/reservations/use-cases/check-in";
import { extendReservation } from "@/lib/reservations/use-cases/extend-reservation";
import { promiseHours } from "@/lib/reservations/use-cases/promise-hours";
import { releaseReservation } from "@/lib/reservations/use-cases/release-reservation";
import { removeSprintCalendar } from "@/lib/reservations/use-cases/remove-sprint-calendar";
import { reserve } from "@/lib/reservations/use-cases/reserve";
import { setSprintCalendar } from "@/lib/reservations/use-cases/set-sprint-calendar";
import { setTerms } from "@/lib/reservations/use-cases/set-terms";
import { takeAway } from "@/lib/reservations/use-cases/take-away";
import { withdrawPromise } from "@/lib/reservations/use-cases/withdraw-promise";

export const create = action(createEnvironment);
export const edit = action(editEnvironment);
export const reserveEnvironment = action(reserve);
export const release = action(releaseReservation);
export const extend = action(extendReservation);
export const checkInReservation = action(checkIn);
export const takeAwayReservation = action(takeAway);
export const setCalendar = action(setSprintCalendar);
export const removeCalendar = action(removeSprintCalendar);
export const terms = action(setTerms);
export const promise = action(promiseHours);
export const withdraw = action(withdrawPromise);
