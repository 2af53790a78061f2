import { identityOperations } from "@/lib/identity/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(identityOperations.listUsers);
export const POST = route(identityOperations.createUser);
