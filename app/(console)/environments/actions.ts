"use server";

import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { editEnvironment } from "@/lib/catalog/use-cases/edit-environment";
import { action } from "@/lib/platform/http/action";

export const create = action(createEnvironment);
export const edit = action(editEnvironment);
