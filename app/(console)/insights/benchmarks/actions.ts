"use server";

import { action } from "@/lib/platform/http/action";
import { setTarget } from "@/lib/trends/use-cases/set-target";

export const set = action(setTarget);
