import { signalOperations } from "@/lib/ingest/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(signalOperations.listNames);
export const PUT = route(signalOperations.sayName);
