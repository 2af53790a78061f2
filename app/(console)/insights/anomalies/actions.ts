"use server";

import { acknowledgeFinding } from "@/lib/anomalies/use-cases/acknowledge-finding";
import { action } from "@/lib/platform/http/action";

export const acknowledge = action(acknowledgeFinding);
