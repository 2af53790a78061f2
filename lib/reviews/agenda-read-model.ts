import { budgetWords } from "@/lib/kernel/budget-words";
import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { loadLevels } from "@/lib/slos/stored-level-read-model";
import { listWatched } from "@/lib/slos/watched-objective-read-model";
import { listOverdueActions } from "./action-read-model";
import { listUnclosed } from "./breach-read-model";
import type { AgendaView } from "./contract";
import { type AgendaItem, agendaOf } from "./domain/agenda";
import type { ReviewRules } from "./domain/review-rules";
import { listDuties } from "./duty-read-model";
import { listOwedRetrospectives } from "./retrospective-read-model";
import { reviewRulesAt } from "./review-rules-read-model";
import { listStale } from "./stale-read-model";

const dayMs = 86_400_000;

/** What there is to talk about as of `at`, by the rules of that moment. */
export async function loadAgenda(db: SqlExecutor, at: Instant): Promise<AgendaView> {
  const { version, rules } = await reviewRulesAt(db, at);
  const items = [
    ...(await breachItems(db, rules, at)),
    ...(await dutyItems(db, rules, at)),
    ...(await retrospectiveItems(db, rules, at)),
    ...(await riskItems(db, at)),
    ...(await waiverItems(db, rules, at)),
    ...(await actionItems(db, at)),
    ...(await emergencyItems(db, rules, at)),
    ...(await staleItems(db, rules, at)),
  ];
  return {
    asOf: new Date(at).toISOString(),
    rulesVersion: version,
    items: agendaOf(items).map((item) => ({
      ...item,
      at: item.at === null ? null : new Date(item.at).toISOString(),
    })),
  };
}

async function breachItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  return (await listUnclosed(db, rules, at)).map(({ view }) => ({
    kind: "breach",
    id: view.id,
    title: `${view.reference} ${view.subjectName}`,
    why: view.causes.map(({ sentence }) => sentence).join(" "),
    href: `/reviews/breaches/${view.id}`,
    at: Date.parse(view.openedAt),
    isOverdue: false,
  }));
}

async function dutyItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  const duties = (await listDuties(db, rules, at)).filter(({ duty }) => duty.state !== "signed");
  return duties.map(({ subjectKind, subjectId, subjectName, duty, why }) => ({
    kind: "root_cause",
    id: `${subjectKind}/${subjectId}`,
    title: `Root cause of ${subjectName}`,
    why: duty.state === "missing" ? `${why} Nobody has written it.` : `${why} It is written and not signed.`,
    href: `/reviews/root-causes/${subjectKind}/${subjectId}`,
    at: Date.parse(duty.dueAt),
    isOverdue: duty.isOverdue,
  }));
}

async function retrospectiveItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  return (await listOwedRetrospectives(db, rules, at)).map(({ objective, why, planned }) => ({
    kind: "retrospective",
    id: objective.id,
    title: `Retrospective about ${objective.name}`,
    why: planned === null ? why : `${why} ${planned} is planned.`,
    href: "/reviews/retrospectives",
    at: null,
    isOverdue: false,
  }));
}

const atRisk: ReadonlySet<string> = new Set(["unhealthy", "uncertain", "exhausted"]);

/** Objectives with less than a quarter of their budget left at worst, also where that is so only because too little is known. */
async function riskItems(db: SqlExecutor, at: Instant): Promise<AgendaItem[]> {
  const objectives = await listWatched(db, at);
  if (objectives.length === 0) return [];
  const levels = await loadLevels(db, objectives, at);
  return objectives.flatMap(({ id, slug, name, service, environment }) => {
    const level = levels.get(id);
    if (!level || !atRisk.has(level.band)) return [];
    const { budgetLeftWorstPercent, coveragePercent } = level.view;
    return [
      {
        kind: "at_risk" as const,
        id,
        title: `${name} (${service.name}, ${environment.name})`,
        why: `At worst ${budgetWords(budgetLeftWorstPercent ?? "0")}, with ${coveragePercent ?? "0"} % of the time known.`,
        href: `/slos/${slug}`,
        at: null,
        isOverdue: false,
      },
    ];
  });
}

async function waiverItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  const from = sql`${new Date(at).toISOString()}::timestamptz`;
  const to = sql`${new Date(at + rules.agenda.waiverDays * dayMs).toISOString()}::timestamptz`;
  const rows = await db.query<{ id: string; number: number; service: string; ends_at: Date }>(sql`
    select w.id, w.number, s.name as service, least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) as ends_at
    from waiver w join service s on s.id = w.service_id
    join waiver_grant g on g.waiver_id = w.id and g.revision = w.revision
    where g.granted_at <= ${from} and g.starts_at <= ${from} and (w.closed_at is null or w.closed_at > ${from})
      and least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) > ${from}
      and least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) <= ${to}
    order by w.number limit 500`);
  return rows.map((row) => ({
    kind: "waiver",
    id: row.id,
    title: `W-${row.number} of ${row.service} ends`,
    why: `It ends within ${rules.agenda.waiverDays} days; the rule holds again then.`,
    href: `/waivers/${row.id}`,
    at: row.ends_at.getTime(),
    isOverdue: false,
  }));
}

async function actionItems(db: SqlExecutor, at: Instant): Promise<AgendaItem[]> {
  return (await listOverdueActions(db, at)).map(
    ({ id, reference, title, owner, isOwnerActive, dueAt, originHref }) => ({
      kind: "action",
      id,
      title: `${reference} ${title}`,
      why: `${owner.name} was to do it${isOwnerActive ? "" : ", and has left"}.`,
      href: originHref,
      at: Date.parse(dueAt),
      isOverdue: true,
    }),
  );
}

async function emergencyItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  const to = sql`${new Date(at).toISOString()}::timestamptz`;
  const from = sql`${new Date(at - rules.agenda.emergencyDays * dayMs).toISOString()}::timestamptz`;
  const rows = await db.query<{
    id: string;
    number: number;
    service: string;
    reason: string;
    started_at: Date;
    reviewed: boolean;
  }>(sql`
    select m.id, m.number, s.name as service, m.reason, m.started_at,
      exists (select from emergency_review v where v.emergency_id = m.id and v.at <= ${to}) as reviewed
    from emergency_release m join service s on s.id = m.service_id
    where m.started_at > ${from} and m.started_at <= ${to} order by m.number limit 500`);
  return rows.map((row) => ({
    kind: "emergency",
    id: row.id,
    title: `E-${row.number} of ${row.service}`,
    why: `${row.reason.replace(/[.!?]?$/, ".")} ${row.reviewed ? "It was reviewed." : "It is not reviewed yet."}`,
    href: "/emergencies",
    at: row.started_at.getTime(),
    isOverdue: false,
  }));
}

async function staleItems(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<AgendaItem[]> {
  return (await listStale(db, rules, at)).items.map(({ objective, findings }) => ({
    kind: "stale",
    id: objective.id,
    title: objective.name,
    why: findings.map(({ sentence, nextAction }) => `${sentence} ${nextAction}`).join(" "),
    href: `/slos/${objective.slug}`,
    at: null,
    isOverdue: false,
  }));
}
