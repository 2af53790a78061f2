import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { BudgetPolicyDefinition } from "./contract";

const json = (value: unknown) => value as Prisma.InputJsonValue;

/** What is kept beside the definition, to find the policies of a place by. */
function columnsOf({ scope, isActing }: BudgetPolicyDefinition) {
  return { tier: scope.tier, environmentKinds: [...scope.environmentKinds], isActing };
}

export interface NewBudgetPolicy {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly definition: BudgetPolicyDefinition;
  readonly createdBy: string;
}

/** Insert a policy with its first version. */
export async function insertBudgetPolicy(tx: Tx, policy: NewBudgetPolicy, reason: string | null): Promise<void> {
  const { definition, ...rest } = policy;
  await tx.budgetPolicy.create({ data: { ...rest, ...columnsOf(definition), definition: json(definition) } });
  await insertVersion(tx, policy.id, { version: 1, definition, savedBy: policy.createdBy, reason });
}

interface NewVersion {
  readonly version: number;
  readonly definition: BudgetPolicyDefinition;
  readonly savedBy: string;
  readonly reason: string | null;
}

async function insertVersion(tx: Tx, policyId: string, version: NewVersion): Promise<void> {
  await tx.budgetPolicyVersion.create({ data: { policyId, ...version, definition: json(version.definition) } });
}

/** Hold the row of this slug until the transaction ends; false when there is none. */
export async function lockBudgetPolicy(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from budget_policy where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Hold these policies, or every one in force, until the transaction ends, in one order for everybody. */
export async function lockBudgetPolicies(db: SqlExecutor, slugs: readonly string[], isAll: boolean): Promise<void> {
  await db.query(sql`
    select id from budget_policy where slug = any(${[...slugs]}::text[]) or (${isAll} and retired_at is null)
    order by slug for update`);
}

/** Change a locked policy; a new definition is a new version. */
export async function saveBudgetPolicy(
  tx: Tx,
  id: string,
  change: { readonly name?: string | undefined; readonly version?: NewVersion | undefined; readonly retiredAt?: Date },
): Promise<void> {
  const { name, version, retiredAt } = change;
  await tx.budgetPolicy.update({
    where: { id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(version
        ? { version: version.version, ...columnsOf(version.definition), definition: json(version.definition) }
        : {}),
      ...(retiredAt ? { retiredAt } : {}),
      revision: { increment: 1 },
    },
  });
  if (version) await insertVersion(tx, id, version);
}

export interface NewRelease {
  readonly rolloutId: string;
  readonly kind: "approval" | "incident_fix";
  readonly incidentId: string | null;
  readonly byPerson: string | null;
  readonly byName: string;
  readonly reason: string;
}

/** Keep that a person let a rollout go on. The database refuses the starter's own approval once more. */
export async function insertRelease(tx: Tx, release: NewRelease): Promise<void> {
  await tx.budgetRelease.create({ data: release });
}
