"use server";

import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { action } from "@/lib/platform/http/action";

export const create = action(createWindow);
export const edit = action(editWindow);
export const remove = action(deleteWindow);
