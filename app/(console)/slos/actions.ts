"use server";

import { action } from "@/lib/platform/http/action";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { retireObjective } from "@/lib/slos/use-cases/retire-objective";

export const create = action(createObjective);
export const edit = action(editObjective);
export const preview = action(previewObjective);
export const retire = action(retireObjective);
