"use server";

import { action } from "@/lib/platform/http/action";
import { approveWaiver } from "@/lib/waivers/use-cases/approve-waiver";
import { editWaiver } from "@/lib/waivers/use-cases/edit-waiver";
import { rejectWaiver } from "@/lib/waivers/use-cases/reject-waiver";
import { renewWaiver } from "@/lib/waivers/use-cases/renew-waiver";
import { requestWaiver } from "@/lib/waivers/use-cases/request-waiver";
import { reviewWaiver } from "@/lib/waivers/use-cases/review-waiver";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { submitWaiver } from "@/lib/waivers/use-cases/submit-waiver";
import { withdrawWaiver } from "@/lib/waivers/use-cases/withdraw-waiver";

export const request = action(requestWaiver);
export const submit = action(submitWaiver);
export const edit = action(editWaiver);
export const approve = action(approveWaiver);
export const reject = action(rejectWaiver);
export const withdraw = action(withdrawWaiver);
export const revoke = action(revokeWaiver);
export const renew = action(renewWaiver);
export const review = action(reviewWaiver);
