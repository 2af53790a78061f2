import { route } from "@/lib/platform/http/route";
import { budgetPolicyOperations } from "@/lib/policies/api";

export const GET = route(budgetPolicyOperations.getBudgetGate);
