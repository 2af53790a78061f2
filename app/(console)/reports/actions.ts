"use server";

import { action } from "@/lib/platform/http/action";
import { createReport } from "@/lib/reports/use-cases/create-report";
import { deleteReport } from "@/lib/reports/use-cases/delete-report";
import { editReport } from "@/lib/reports/use-cases/edit-report";
import { sendReport } from "@/lib/reports/use-cases/send-report";

export const create = action(createReport);
export const edit = action(editReport);
export const remove = action(deleteReport);
export const send = action(sendReport);
