import { importOperations } from "@/lib/imports/api";
import { route } from "@/lib/platform/http/route";

export const POST = route(importOperations.runImport);
