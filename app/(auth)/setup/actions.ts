"use server";

import { redeemSetupLink as useCase } from "@/lib/identity/use-cases/redeem-setup-link";
import { action } from "@/lib/platform/http/action";

export const redeemSetupLink = action(useCase);
