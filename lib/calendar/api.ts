import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { CalendarView, DeletedWindow, HoldView, TimeCheck, WindowPage, WindowPreview, WindowView } from "./contract";
import { CreatedFeed, FeedList, FeedView, RevokedFeed } from "./feed-contract";
import { DeletedHolidayCalendar, HolidayCalendarDetail, HolidayCalendarList } from "./holiday-contract";
import { checkTime } from "./use-cases/check-time";
import { createFeed } from "./use-cases/create-feed";
import { createHolidayCalendar } from "./use-cases/create-holiday-calendar";
import { createWindow } from "./use-cases/create-window";
import { deleteWindow } from "./use-cases/delete-window";
import { deleteHolidayCalendar, editHolidayCalendar, refreshHolidayCalendar } from "./use-cases/edit-holiday-calendar";
import { editWindow } from "./use-cases/edit-window";
import { exportWindows } from "./use-cases/export-windows";
import { listCalendar } from "./use-cases/list-calendar";
import { listFeeds, renameFeed, revokeFeed } from "./use-cases/manage-feeds";
import { previewWindow } from "./use-cases/preview-window";
import { getHolidayCalendar, listHolidayCalendars } from "./use-cases/read-holiday-calendars";
import { getHold, getWindow, listWindows } from "./use-cases/read-windows";

const tag = "Calendar";

export const calendarOperations = {
  listWindows: operation({
    id: "listWindows",
    method: "GET",
    path: "/windows",
    tag,
    summary: "List change windows in the order in which they start",
    useCase: listWindows,
    output: WindowPage,
  }),
  createWindow: operation({
    id: "createWindow",
    method: "POST",
    path: "/windows",
    tag,
    summary: "Create a change window",
    useCase: createWindow,
    output: WindowView,
    status: 201,
  }),
  editWindow: operation({
    id: "editWindow",
    method: "PATCH",
    path: "/windows/{id}",
    tag,
    summary: "Edit a change window",
    useCase: editWindow,
    output: WindowView,
  }),
  deleteWindow: operation({
    id: "deleteWindow",
    method: "DELETE",
    path: "/windows/{id}",
    tag,
    summary: "Delete a change window",
    useCase: deleteWindow,
    output: DeletedWindow,
  }),
  previewWindow: operation({
    id: "previewWindow",
    method: "GET",
    path: "/windows/preview",
    tag,
    summary: "The next times of a window that comes back, as they would hold",
    useCase: previewWindow,
    output: WindowPreview,
  }),
  getWindow: operation({
    id: "getWindow",
    method: "GET",
    path: "/windows/{id}",
    tag,
    summary: "Get a change window",
    useCase: getWindow,
    output: WindowView,
  }),
  listCalendar: operation({
    id: "listCalendar",
    method: "GET",
    path: "/calendar",
    tag,
    summary: "List everything that stands in the calendar within a stretch of time",
    useCase: listCalendar,
    output: CalendarView,
  }),
  checkTime: operation({
    id: "checkTime",
    method: "GET",
    path: "/calendar/check",
    tag,
    summary: "What speaks against a time for a change, and the next free times or why there are none",
    useCase: checkTime,
    output: TimeCheck,
  }),
  getHold: operation({
    id: "getHold",
    method: "GET",
    path: "/hold",
    tag,
    summary: "Ask whether windows or error-budget policies hold forward moves now",
    useCase: getHold,
    output: HoldView,
  }),
  listFeeds: operation({
    id: "listFeeds",
    method: "GET",
    path: "/calendar/feeds",
    tag,
    summary: "List the feeds of the calendar that one made",
    useCase: listFeeds,
    output: FeedList,
  }),
  createFeed: operation({
    id: "createFeed",
    method: "POST",
    path: "/calendar/feeds",
    tag,
    summary: "Make a secret address under which programs read the calendar as iCalendar; it is shown once",
    useCase: createFeed,
    output: CreatedFeed,
    status: 201,
  }),
  renameFeed: operation({
    id: "renameFeed",
    method: "PATCH",
    path: "/calendar/feeds/{id}",
    tag,
    summary: "Rename a feed",
    useCase: renameFeed,
    output: FeedView,
  }),
  revokeFeed: operation({
    id: "revokeFeed",
    method: "DELETE",
    path: "/calendar/feeds/{id}",
    tag,
    summary: "End a feed at once",
    useCase: revokeFeed,
    output: RevokedFeed,
  }),
  listHolidayCalendars: operation({
    id: "listHolidayCalendars",
    method: "GET",
    path: "/holiday-calendars",
    tag,
    summary: "List the calendars of holidays, with when each was read last",
    useCase: listHolidayCalendars,
    output: HolidayCalendarList,
  }),
  createHolidayCalendar: operation({
    id: "createHolidayCalendar",
    method: "POST",
    path: "/holiday-calendars",
    tag,
    summary: "Bring a calendar of holidays, as text or from an address",
    useCase: createHolidayCalendar,
    output: HolidayCalendarDetail,
    status: 201,
  }),
  getHolidayCalendar: operation({
    id: "getHolidayCalendar",
    method: "GET",
    path: "/holiday-calendars/{id}",
    tag,
    summary: "Get a calendar of holidays with its days",
    useCase: getHolidayCalendar,
    output: HolidayCalendarDetail,
  }),
  editHolidayCalendar: operation({
    id: "editHolidayCalendar",
    method: "PATCH",
    path: "/holiday-calendars/{id}",
    tag,
    summary: "Change a calendar of holidays or where it comes from",
    useCase: editHolidayCalendar,
    output: HolidayCalendarDetail,
  }),
  deleteHolidayCalendar: operation({
    id: "deleteHolidayCalendar",
    method: "DELETE",
    path: "/holiday-calendars/{id}",
    tag,
    summary: "Delete a calendar of holidays",
    useCase: deleteHolidayCalendar,
    output: DeletedHolidayCalendar,
  }),
  refreshHolidayCalendar: operation({
    id: "refreshHolidayCalendar",
    method: "POST",
    path: "/holiday-calendars/{id}/refresh",
    tag,
    summary: "Have a calendar of holidays read now",
    useCase: refreshHolidayCalendar,
    output: HolidayCalendarDetail,
  }),
  exportWindows: exportOperation({
    id: "exportWindows",
    rows: "windows",
    tag,
    useCase: exportWindows,
    row: WindowView,
  }),
};
