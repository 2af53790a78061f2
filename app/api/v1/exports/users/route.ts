import { identityOperations } from "@/lib/identity/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(identityOperations.exportUsers);
