"use server";

import { decideProposal } from "@/lib/emergencies/use-cases/decide-proposal";
import { reviewEmergency } from "@/lib/emergencies/use-cases/review-emergency";
import { action } from "@/lib/platform/http/action";

export const review = action(reviewEmergency);
export const decide = action(decideProposal);
