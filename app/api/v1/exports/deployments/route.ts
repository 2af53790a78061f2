import { deploymentOperations } from "@/lib/deployments/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(deploymentOperations.exportDeployments);
