import { answerOtlp } from "@/lib/otlp/adapters/otlp-endpoint";

/** OTLP/HTTP: where running services send their metrics to. */
export function POST(request: Request): Promise<Response> {
  return answerOtlp(request, "metrics");
}
