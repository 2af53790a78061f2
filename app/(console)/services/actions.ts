"use server";

import { archiveService, restoreService } from "@/lib/catalog/use-cases/archive-service";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { editService } from "@/lib/catalog/use-cases/edit-service";
import { setDrillSchedule } from "@/lib/drills/use-cases/set-drill-schedule";
import { action } from "@/lib/platform/http/action";

export const setSchedule = action(setDrillSchedule);
export const create = action(createService);
export const edit = action(editService);
export const archive = action(archiveService);
export const restore = action(restoreService);
