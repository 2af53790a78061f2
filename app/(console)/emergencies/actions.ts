"use server";

import { reviewEmergency } from "@/lib/emergencies/use-cases/review-emergency";
import { action } from "@/lib/platform/http/action";

export const review = action(reviewEmergency);
