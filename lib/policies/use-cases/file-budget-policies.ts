import { prismaExecutor } from "@/lib/platform/db/executor";
import { Slug, title } from "@/lib/platform/fields";
import type { DefinitionKind } from "@/lib/slos/port";
import { loadPolicies } from "../budget-policy-read-model";
import { lockBudgetPolicies } from "../budget-policy-store";
import { BudgetPolicyDefinition } from "../contract";
import { definitionReasons } from "../domain/definition-check";
import { lockedBudgetPolicy } from "./edit-budget-policy";
import { writeNewPolicy, writePolicyEdit, writePolicyEnd } from "./write-budget-policy";

/** Error-budget policies in the files of objectives. */
export const budgetPolicyKind: DefinitionKind = {
  kind: "BudgetPolicies",
  list: "policies",
  entry: BudgetPolicyDefinition.extend({
    slug: Slug.describe("Short name; it cannot be changed."),
    name: title(80).describe("Name for people."),
  }),
  permission: "budget:write",
  canRetire: true,
  async load(tx, { slugs, isAll, isLocking }) {
    if (isLocking) await lockBudgetPolicies(prismaExecutor(tx), slugs, isAll);
    return loadPolicies(tx, slugs, isAll);
  },
  async faultsOf(_tx, wanted) {
    return wanted.flatMap(({ slug, content }) =>
      definitionReasons(BudgetPolicyDefinition.parse(content)).map(({ field = "", message, remedy = "" }) => {
        return { slug, path: field.replace(/^definition\.?/, ""), message, remedy };
      }),
    );
  },
  async write(context, { action, slug, wanted }, reason) {
    if (action === "retire" || wanted === null) {
      await writePolicyEnd(context, await lockedBudgetPolicy(context.tx, slug), reason);
      return;
    }
    const { name, content } = wanted;
    const definition = BudgetPolicyDefinition.parse(content);
    if (action === "create") await writeNewPolicy(context, { slug, name, definition }, reason);
    else await writePolicyEdit(context, await lockedBudgetPolicy(context.tx, slug), { name, definition }, reason);
  },
};
