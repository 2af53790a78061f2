"use server";

import { setOwnership } from "@/lib/ownership/use-cases/set-ownership";
import { action } from "@/lib/platform/http/action";
import { applyObjectives } from "@/lib/slos/use-cases/apply-objectives";
import { compareTargets } from "@/lib/slos/use-cases/compare-targets";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createVendorTerms } from "@/lib/slos/use-cases/create-vendor-terms";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { editVendorTerms } from "@/lib/slos/use-cases/edit-vendor-terms";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { retireObjective } from "@/lib/slos/use-cases/retire-objective";
import { retireVendorTerms } from "@/lib/slos/use-cases/retire-vendor-terms";
import { signObjective } from "@/lib/slos/use-cases/sign-objective";

export const compare = action(compareTargets);
export const create = action(createObjective);
export const createTerms = action(createVendorTerms);
export const editTerms = action(editVendorTerms);
export const retireTerms = action(retireVendorTerms);
export const edit = action(editObjective);
export const preview = action(previewObjective);
export const retire = action(retireObjective);
export const sign = action(signObjective);
export const plan = action(planObjectives);
export const apply = action(applyObjectives);
export const setOwners = action(setOwnership);
