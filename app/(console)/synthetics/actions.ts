"use server";

import { action } from "@/lib/platform/http/action";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import { editCheck } from "@/lib/synthetics/use-cases/edit-check";
import { runCheckNow } from "@/lib/synthetics/use-cases/run-check-now";

export const create = action(createCheck);
export const edit = action(editCheck);
export const run = action(runCheckNow);
