"use server";

import { action } from "@/lib/platform/http/action";
import { approveHeldRollout } from "@/lib/policies/use-cases/approve-held-rollout";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { editBudgetPolicy } from "@/lib/policies/use-cases/edit-budget-policy";
import { nameIncidentFix } from "@/lib/policies/use-cases/name-incident-fix";
import { previewBudgetPolicy } from "@/lib/policies/use-cases/preview-budget-policy";
import { retireBudgetPolicy } from "@/lib/policies/use-cases/retire-budget-policy";

export const create = action(createBudgetPolicy);
export const edit = action(editBudgetPolicy);
export const preview = action(previewBudgetPolicy);
export const retire = action(retireBudgetPolicy);
export const approveHeld = action(approveHeldRollout);
export const nameFix = action(nameIncidentFix);
