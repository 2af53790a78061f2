import { signalOperations } from "@/lib/ingest/api";
import { route } from "@/lib/platform/http/route";

export const POST = route(signalOperations.retrySubjects);
