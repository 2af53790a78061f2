"use server";

import { linkIncident } from "@/lib/incidents/use-cases/link-incident";
import { markDuplicate } from "@/lib/incidents/use-cases/mark-duplicate";
import { action } from "@/lib/platform/http/action";

export const link = action(linkIncident);
export const duplicate = action(markDuplicate);
