import { route } from "@/lib/platform/http/route";
import { budgetPolicyOperations } from "@/lib/policies/api";

export const POST = route(budgetPolicyOperations.retireBudgetPolicy);
