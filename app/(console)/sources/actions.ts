"use server";

import { action } from "@/lib/platform/http/action";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { editSource } from "@/lib/telemetry/use-cases/edit-source";

export const create = action(createSource);
export const edit = action(editSource);
