"use server";

import { rebuildRecords } from "@/lib/insights/use-cases/rebuild";
import { saveRules } from "@/lib/insights/use-cases/save-rules";
import { action } from "@/lib/platform/http/action";

export const save = action(saveRules);
export const rebuild = action(rebuildRecords);
