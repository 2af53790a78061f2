"use server";

import { action } from "@/lib/platform/http/action";
import { keepAssumptions } from "@/lib/trends/use-cases/keep-assumptions";

export const keep = action(keepAssumptions);
