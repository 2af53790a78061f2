"use server";

import { shipVersion } from "@/lib/demo/use-cases/ship-version";
import { action } from "@/lib/platform/http/action";

export const ship = action(shipVersion);
