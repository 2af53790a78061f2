import type { Instant } from "@/lib/kernel/instant";
import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { findBreach, isRuleChangedSince } from "../breach-read-model";
import { loadShares } from "../breach-share-read-model";
import type { BreachDetail } from "../contract";
import { type ClosableBreach, closingReasons } from "../domain/closing";
import { listDecisionsAbout } from "../meeting-read-model";
import { reviewRulesAt } from "../review-rules-read-model";
import { whyNot } from "./refuse";

/** A breach, and what its closing depends on. Throws `not_found`. */
export async function requireBreach(db: Db | Tx, id: string, now: Instant) {
  const executor = prismaExecutor(db);
  const { rules } = await reviewRulesAt(executor, now);
  const breach = await findBreach(executor, id, rules, now);
  if (!breach) throw notFound("breach", id);
  const closable: ClosableBreach = {
    isClosed: breach.closing !== null,
    needsRootCause: breach.view.duty !== null,
    isSigned: breach.isSigned,
    isRuleChanged: await isRuleChangedSince(executor, breach.objectiveId, id),
  };
  return { breach, closable };
}

/** A breach as shown to `actor`. */
export async function breachDetail(db: Db | Tx, id: string, actor: Actor, now: Instant): Promise<BreachDetail> {
  const { breach, closable } = await requireBreach(db, id, now);
  const { view, facts, told, closing, rootCauseId } = breach;
  return {
    ...view,
    facts,
    closing,
    rootCauseId,
    told: told.map(({ name, role }) => ({ name, role })),
    shares: await loadShares(prismaExecutor(db), id),
    decisions: await listDecisionsAbout(prismaExecutor(db), "breach", id),
    may: {
      close: whyNot(actor, "review:lead", closingReasons(closable, "remedied")),
      write: whyNot(actor, "review:write", []),
    },
  };
}
