import { type Instant, instant } from "@/lib/kernel/instant";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineUseCase } from "@/lib/platform/use-case";
import {
  type BudgetPolicyDefinition,
  type BudgetPolicyPreview,
  type Consequence,
  PreviewBudgetPolicyInput,
} from "../contract";
import { type HourLine, heldHoursFrom, verdictAt } from "../domain/dry-run";
import { listPastDeployments, loadHourLines } from "../dry-run-read-model";
import { checkDefinition } from "./check-definition";

const dayMs = 86_400_000;
const quarterMs = 90 * dayMs;
/** The longest period of an objective, before the quarter. */
const longestPeriodMs = 92 * dayMs;
/** As many as a person reads. */
const maxShown = 20;

const rule =
  "Each deployment of the last 90 days to a service of this tier is judged by the budgets known at the full hour before it, with the " +
  "objectives as they are now; a hold ends at the first full hour at which nothing holds. Returns, waivers and exemptions are not counted.";

/**
 * What a policy would have done over the last quarter: which deployments would have been held, for how long. Changes nothing but the
 * audit log. Throws `invalid_input` for what could not be saved either.
 */
export const previewBudgetPolicy = defineUseCase({
  name: "budget-policy.preview",
  permission: "slo:read",
  input: PreviewBudgetPolicyInput,
  subject: () => ({ kind: "budget_policy", id: null }),
  async handle({ input, tx, now, record }): Promise<BudgetPolicyPreview> {
    const { definition } = input;
    checkDefinition(definition);
    const from = instant(now - quarterMs);
    const { rows, total } = await listPastDeployments(tx, definition.scope, new Date(from), new Date(now));
    const judged = await judgeAll(tx, rows, definition, now);
    const of = (consequence: Consequence) => judged.filter((one) => one.consequence === consequence).length;
    const preview: BudgetPolicyPreview = {
      from: new Date(from).toISOString(),
      to: new Date(now).toISOString(),
      rule,
      deployments: rows.length,
      leftOut: total - rows.length,
      free: of("none"),
      slowed: of("slow_down"),
      askedForApproval: of("approval"),
      frozen: of("freeze"),
      undetermined: of("undetermined"),
      heldHours: Math.round(judged.reduce((sum, one) => sum + one.waitedHours, 0) * 10) / 10,
      held: judged
        .filter(({ consequence }) => consequence !== "none")
        .slice(0, maxShown)
        .map(({ waitedHours: _waited, ...one }) => one),
    };
    const { held: _held, ...figures } = preview;
    await record({ subject: { kind: "budget_policy", id: null }, detail: { definition, figures } });
    return preview;
  },
});

type Past = Awaited<ReturnType<typeof listPastDeployments>>["rows"][number];
type Judged = BudgetPolicyPreview["held"][number] & { readonly waitedHours: number };

async function judgeAll(
  tx: Tx,
  rows: readonly Past[],
  definition: BudgetPolicyDefinition,
  now: Instant,
): Promise<Judged[]> {
  const loaded = new Map<string, Awaited<ReturnType<typeof loadHourLines>>>();
  const judged: Judged[] = [];
  for (const row of rows) {
    const key = `${row.serviceId} ${row.environmentId}`;
    const known = loaded.get(key) ?? (await loadHourLines(tx, row, new Date(now - quarterMs - longestPeriodMs)));
    loaded.set(key, known);
    judged.push(judge(row, known, definition, now));
  }
  return judged;
}

function judge(
  row: Past,
  known: { readonly objectives: number; readonly lines: readonly HourLine[] },
  definition: BudgetPolicyDefinition,
  now: Instant,
): Judged {
  const at = instant(row.startedAt.getTime());
  const { consequence, sentence } = verdictOf(known, definition, at);
  const isHeld = consequence === "freeze" || consequence === "undetermined";
  // Where nothing at all was ever counted, a hold would have had no end, and no length either.
  const isJudged = known.lines.length > 0;
  const heldHours = isHeld && isJudged ? heldHoursFrom(definition.thresholds, known.lines, at, now) : null;
  return {
    deploymentId: row.id,
    at: row.startedAt.toISOString(),
    service: row.service,
    environment: row.environment,
    version: row.version.name,
    consequence,
    sentence,
    heldHours: heldHours === null ? null : Math.round(heldHours * 10) / 10,
    waitedHours: isHeld && isJudged ? (heldHours ?? (now - at) / 3_600_000) : 0,
  };
}

function verdictOf(
  known: { readonly objectives: number; readonly lines: readonly HourLine[] },
  definition: BudgetPolicyDefinition,
  at: Instant,
): { readonly consequence: Consequence; readonly sentence: string } {
  if (known.objectives === 0) {
    if (definition.withoutObjective === "allow") return { consequence: "none", sentence: "Nothing is promised here." };
    return { consequence: "undetermined", sentence: "Nothing is promised here, and the policy wants an objective." };
  }
  if (known.lines.length < known.objectives)
    return { consequence: "undetermined", sentence: "Nothing is stored of an objective's past." };
  const { consequence, because, left } = verdictAt(definition.thresholds, known.lines, at);
  if (because === null) return { consequence, sentence: "Enough of every budget was left." };
  const words = left === null ? "nothing was known of its budget" : `${left} % of its budget was left`;
  return { consequence, sentence: `“${because}”: ${words}.` };
}
