"use server";

import { action } from "@/lib/platform/http/action";
import { addReviewAction } from "@/lib/reviews/use-cases/add-action";
import { callMeeting } from "@/lib/reviews/use-cases/call-meeting";
import { closeBreach } from "@/lib/reviews/use-cases/close-breach";
import { holdMeeting } from "@/lib/reviews/use-cases/hold-meeting";
import { holdRetrospective } from "@/lib/reviews/use-cases/hold-retrospective";
import { planRetrospective } from "@/lib/reviews/use-cases/plan-retrospective";
import { recordDecision } from "@/lib/reviews/use-cases/record-decision";
import { setReviewRules } from "@/lib/reviews/use-cases/set-review-rules";
import { settleReviewAction } from "@/lib/reviews/use-cases/settle-action";
import { signRootCause } from "@/lib/reviews/use-cases/sign-root-cause";
import { writeRootCause } from "@/lib/reviews/use-cases/write-root-cause";

export const close = action(closeBreach);
export const write = action(writeRootCause);
export const sign = action(signRootCause);
export const add = action(addReviewAction);
export const settle = action(settleReviewAction);
export const plan = action(planRetrospective);
export const holdLookBack = action(holdRetrospective);
export const call = action(callMeeting);
export const hold = action(holdMeeting);
export const decide = action(recordDecision);
export const setRules = action(setReviewRules);
