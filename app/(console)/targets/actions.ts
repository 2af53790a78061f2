"use server";

import { action } from "@/lib/platform/http/action";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { editTarget } from "@/lib/traffic/use-cases/edit-target";
import { requestTargetTest } from "@/lib/traffic/use-cases/request-target-test";

export const create = action(createTarget);
export const edit = action(editTarget);
export const test = action(requestTargetTest);
