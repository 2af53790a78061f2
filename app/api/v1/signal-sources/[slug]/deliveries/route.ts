import { signalOperations } from "@/lib/ingest/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(signalOperations.listDeliveries);
