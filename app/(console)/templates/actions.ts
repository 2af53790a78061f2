"use server";

import { action } from "@/lib/platform/http/action";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { editTemplate } from "@/lib/rollouts/use-cases/edit-template";
import { previewPolicy as previewServicePolicy } from "@/lib/rollouts/use-cases/preview-policy";
import { setPolicy as setServicePolicy } from "@/lib/rollouts/use-cases/set-policy";

export const create = action(createTemplate);
export const edit = action(editTemplate);
export const setPolicy = action(setServicePolicy);
export const previewPolicy = action(previewServicePolicy);
