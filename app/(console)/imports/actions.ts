"use server";

import { addImportPart } from "@/lib/imports/use-cases/add-import-part";
import { cancelImport } from "@/lib/imports/use-cases/cancel-import";
import { checkImport } from "@/lib/imports/use-cases/check-import";
import { createImport } from "@/lib/imports/use-cases/create-import";
import { runImport } from "@/lib/imports/use-cases/run-import";
import { action } from "@/lib/platform/http/action";

export const create = action(createImport);
export const addPart = action(addImportPart);
export const check = action(checkImport);
export const run = action(runImport);
export const cancel = action(cancelImport);
