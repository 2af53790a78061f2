"use server";

import { action } from "@/lib/platform/http/action";
import { trainRiskModel } from "@/lib/risk/use-cases/train-model";

export const train = action(trainRiskModel);
