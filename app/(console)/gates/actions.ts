"use server";

import { approveRelease } from "@/lib/gates/use-cases/approve-release";
import { decideRelease } from "@/lib/gates/use-cases/decide-release";
import { editRelease } from "@/lib/gates/use-cases/edit-release";
import { removeRequirement } from "@/lib/gates/use-cases/remove-requirement";
import { requestRelease } from "@/lib/gates/use-cases/request-release";
import { setRequirement } from "@/lib/gates/use-cases/set-requirement";
import { watchGate } from "@/lib/gates/use-cases/watch-gate";
import { action } from "@/lib/platform/http/action";

export const set = action(setRequirement);
export const remove = action(removeRequirement);
export const request = action(requestRelease);
export const edit = action(editRelease);
export const approve = action(approveRelease);
export const watch = action(watchGate);
export const decide = action(decideRelease);
