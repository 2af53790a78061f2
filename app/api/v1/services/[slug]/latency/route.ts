import { otlpOperations } from "@/lib/otlp/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(otlpOperations.getLatency);
