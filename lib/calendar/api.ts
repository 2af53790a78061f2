import { operation } from "@/lib/platform/http/operation";
import { CalendarView, DeletedWindow, HoldView, TimeCheck, WindowPage, WindowPreview, WindowView } from "./contract";
import { checkTime } from "./use-cases/check-time";
import { createWindow } from "./use-cases/create-window";
import { deleteWindow } from "./use-cases/delete-window";
import { editWindow } from "./use-cases/edit-window";
import { listCalendar } from "./use-cases/list-calendar";
import { previewWindow } from "./use-cases/preview-window";
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
};
