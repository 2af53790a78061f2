"use server";

import { askPlan, askVerdict } from "@/lib/dependencies/use-cases/ask-release";
import { endIgnore } from "@/lib/dependencies/use-cases/end-ignore";
import { ignoreNeed } from "@/lib/dependencies/use-cases/ignore-need";
import { action } from "@/lib/platform/http/action";

export const verdict = action(askVerdict);
export const plan = action(askPlan);
export const ignore = action(ignoreNeed);
export const end = action(endIgnore);
