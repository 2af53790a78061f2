"use server";

import { createFeed } from "@/lib/calendar/use-cases/create-feed";
import { createHolidayCalendar } from "@/lib/calendar/use-cases/create-holiday-calendar";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import {
  deleteHolidayCalendar,
  editHolidayCalendar,
  refreshHolidayCalendar,
} from "@/lib/calendar/use-cases/edit-holiday-calendar";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { renameFeed as renameOwnFeed, revokeFeed as revokeOwnFeed } from "@/lib/calendar/use-cases/manage-feeds";
import { action } from "@/lib/platform/http/action";
import { rescheduleTrain } from "@/lib/releases/use-cases/reschedule-train";
import { moveReservation } from "@/lib/reservations/use-cases/move-reservation";

export const create = action(createWindow);
export const edit = action(editWindow);
export const remove = action(deleteWindow);
export const makeFeed = action(createFeed);
export const renameFeed = action(renameOwnFeed);
export const revokeFeed = action(revokeOwnFeed);
export const createHolidays = action(createHolidayCalendar);
export const editHolidays = action(editHolidayCalendar);
export const refreshHolidays = action(refreshHolidayCalendar);
export const removeHolidays = action(deleteHolidayCalendar);
export const moveRelease = action(rescheduleTrain);
export const moveReserved = action(moveReservation);
