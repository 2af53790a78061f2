import { pipelineOperations } from "@/lib/pipelines/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(pipelineOperations.exportPipelineRuns);
