import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { systemTimers, withDeadline } from "@/lib/platform/timers";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import type { WaiverQuestion } from "@/lib/waivers/port";
import type { GateView } from "./contract";
import { requiredKinds, titleOfKind } from "./domain/gate-kinds";
import { requirementsAt } from "./domain/requirements";
import { decideGate, holds, type Verdict } from "./domain/verdict";
import { answerInWords, verdictInWords } from "./domain/verdict-words";
import { type ComposedSource, currentGateSources } from "./gate-sources-read-model";
import type { GatePlace, GateQuestion, GateReason, GateScene, GateSitting } from "./port";
import { releaseOf } from "./release-read-model";
import { loadRequirementsNear } from "./requirement-read-model";

/** How long one source is waited for before nobody can tell what it says. */
const sourceDeadlineMs = 5_000;

export interface GateAsked {
  readonly place: GatePlace;
  readonly version: string | null;
  readonly purpose: "release" | "rollback";
  readonly now: Instant;
  /** Who would release; nobody in particular when left out. */
  readonly person?: string | null | undefined;
  /** The plan that it would follow; the service's own when left out. */
  readonly plan?: object | undefined;
  /** The questions that are answered together with it; this one alone when left out. */
  readonly together?: GateSitting;
  /** Kinds that the caller judges itself, by the same rules. */
  readonly except?: ReadonlySet<string>;
}

export interface GateOutcome {
  readonly verdict: Verdict;
  readonly question: GateQuestion;
  readonly scene: GateScene;
}

function rememberer(): GateSitting["once"] {
  const loaded = new Map<string, Promise<unknown>>();
  return <Loaded>(key: string, load: () => Promise<Loaded>): Promise<Loaded> => {
    const known = loaded.get(key) ?? load();
    loaded.set(key, known);
    return known as Promise<Loaded>;
  };
}

/** Questions about these places that are answered together, at one moment. */
export function openSitting(places: GateSitting["places"]): GateSitting {
  return { places, once: rememberer() };
}

/** A question with what its sources share: which requirements apply, and what each of them loads once. */
export async function openScene(
  db: Db | Tx,
  { place, version, now, plan, person = null, together }: GateAsked,
): Promise<Omit<GateOutcome, "verdict">> {
  const { service, environment } = place;
  const question: GateQuestion = {
    service: service.slug,
    serviceId: service.id,
    environment: environment.slug,
    environmentId: environment.id,
    version,
    atMs: now,
    person,
  };
  const near = await loadRequirementsNear(prismaExecutor(db), { tier: service.tier, environmentId: environment.id });
  const requirements = requirementsAt(near, { tier: service.tier, environmentId: environment.id });
  const alone = { service: service.slug, environment: environment.slug, version };
  const scene: GateScene = {
    place,
    plan: plan ?? null,
    requirements: requirements.map(({ mode, rule }) => ({ mode, rule })),
    requirement(kind) {
      const found = requirements.find(({ rule }) => rule.kind === kind)?.rule;
      return (found ?? null) as ReturnType<typeof scene.requirement<typeof kind>>;
    },
    together: together ?? openSitting([alone]),
    once: rememberer(),
  };
  return { question, scene };
}

/**
 * May it go on? Every source is asked, side by side; one that fails or is late makes the answer unknown, which is not open. A rollback is
 * answered without asking anybody. One function for pages, API, command line, and the refusal of a rollout.
 */
export async function askGates(db: Db | Tx, asked: GateAsked): Promise<GateOutcome> {
  const nothing = { advisoryKinds: new Set<string>(), waivers: new Map<string, string>() };
  if (asked.purpose === "rollback") {
    const opened = await openScene(db, asked);
    return { ...opened, verdict: decideGate({ purpose: "rollback", reasons: [], ...nothing }) };
  }
  const opened = await openScene(db, asked);
  const modes = new Map(opened.scene.requirements.map(({ mode, rule }) => [rule.kind as string, mode]));
  const asks = currentGateSources().filter(({ kind, unasked }) => modes.has(kind) || unasked !== "skip");
  const sources = asks.filter(({ kind }) => !asked.except?.has(kind));
  const told = await Promise.all(sources.map((source) => readSource(db, source, opened)));
  const reasons = [...told.flat(), ...unspoken(modes, asks)];
  const advisoryKinds = new Set([
    ...[...modes].filter(([, mode]) => mode === "advisory").map(([kind]) => kind),
    ...asks.filter(({ kind, unasked }) => unasked === "advise" && !modes.has(kind)).map(({ kind }) => kind),
  ]);
  const first = decideGate({ purpose: "release", reasons, advisoryKinds, waivers: nothing.waivers });
  if (first.answer === "open") return { ...opened, verdict: first };
  const waivers = await waiversOf(db, opened.question, first.reasons.filter(holds));
  return { ...opened, verdict: decideGate({ purpose: "release", reasons, advisoryKinds, waivers }) };
}

async function readSource(
  db: Db | Tx,
  source: ComposedSource,
  { question, scene }: Omit<GateOutcome, "verdict">,
): Promise<readonly GateReason[]> {
  try {
    return await withDeadline(systemTimers, sourceDeadlineMs, () => source.read(db, question, scene));
  } catch {
    return [
      {
        kind: source.kind,
        state: "unknown",
        sentence: `${titleOfKind(source.kind)} could not be asked, so nobody can tell.`,
        owner: "whoever runs Signalbox",
        nextAction: "Ask again shortly; see the health of the installation when it lasts.",
        href: null,
      },
    ];
  }
}

/** What is required and nobody here can answer. */
function unspoken(modes: ReadonlyMap<string, string>, asks: readonly ComposedSource[]): GateReason[] {
  return [...modes.keys()]
    .filter((kind) => !asks.some((source) => source.kind === kind))
    .map((kind) => ({
      kind,
      state: "unknown" as const,
      sentence: `${titleOfKind(kind)} is asked for here, and nothing is installed that could answer.`,
      owner: "whoever runs Signalbox",
      nextAction: "Have the requirement taken away, or made advice.",
      href: "/gates/requirements",
    }));
}

/** Kinds that a waiver of a gate may bend. Windows, policies and tickets have waivers of their own, which their sources know. */
const waivable: ReadonlySet<string> = new Set(requiredKinds.filter((kind) => kind !== "change_ticket"));

async function waiversOf(
  db: Db | Tx,
  { serviceId, environmentId, atMs }: GateQuestion,
  holding: readonly GateReason[],
): Promise<ReadonlyMap<string, string>> {
  const kinds = [...new Set(holding.map(({ kind }) => kind))].filter((kind) => waivable.has(kind));
  if (kinds.length === 0) return new Map();
  const questions = kinds.map((subject): WaiverQuestion => ({ kind: "gate", subject, serviceId, environmentId }));
  const found = await createWaivers(prismaExecutor(db)).inForce(questions, atMs);
  return new Map(
    questions.flatMap(({ subject }) => {
      const waiver = found.get(`gate:${subject}:${serviceId}:${environmentId}`);
      return waiver && waiver.endsAt > atMs ? [[subject, waiver.reference] as const] : [];
    }),
  );
}

/** The answer as people and machines get it. */
export async function gateView(db: Db | Tx, { verdict, question, scene }: GateOutcome): Promise<GateView> {
  const { service, environment } = scene.place;
  const about = {
    service: { slug: service.slug, name: service.name },
    environment: { slug: environment.slug, name: environment.name },
    version: question.version,
  };
  const release = await releaseOf(db, question, scene);
  const worded = { ...about, ...verdict };
  return {
    ...about,
    answer: verdict.answer,
    sentence: answerInWords(worded),
    nextAction: verdict.nextAction,
    reasons: [...verdict.reasons],
    requirements: [...scene.requirements],
    request: release && { id: release.id, reference: release.reference },
    words: verdictInWords(worded),
    answeredAt: new Date(question.atMs).toISOString(),
  };
}
