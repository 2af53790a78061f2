import type { NamedCause } from "@/lib/ingest/domain/fact";
import { type Instant, msBetween } from "@/lib/kernel/instant";

/**
 * Which change caused an incident. Candidates are scored from evidence, the best one above a threshold is believed, and everything
 * that was looked at is kept. All numbers of the rule stand here; they change with `attributionRule.version` only.
 */
export const attributionRule = {
  version: 1,
  /** How long after a change an incident may be its doing, unless the service says otherwise. */
  windowMs: 24 * 3_600_000,
  /** After this time a change is half as likely the cause as in the first minute. */
  halfLifeMs: 3 * 3_600_000,
  /** Clocks of two senders may disagree by this much: a change may seem to begin after what it caused. */
  clockSkewMs: 5 * 60_000,
  /** A rollback that begins this soon after an incident's end still belongs to it. */
  rollbackSlackMs: 30 * 60_000,
  /** Score from which on a candidate is believed. */
  threshold: 0.34,
  explicit: 0.99,
  relation: { same_service: 0.62, dependency: 0.45, same_repository: 0.45 },
  /** What happens within minutes weighs more, but a change needs some of them to be noticed. */
  onsetMs: 4 * 60_000,
  onset: 0.85,
  /** What is added when the change was taken back while the incident lasted: to the first one after the version gone back to. */
  takenBack: 0.34,
  /** What is added to the others that were taken back with it. */
  takenBackAlong: 0.1,
  /** What is added when the change itself failed. */
  failed: 0.12,
  /** A version that ran before, or runs already, is less likely to break anything. */
  known: 0.35,
  /** When the sender names no environment, production is meant; it is a little less sure. */
  environmentUnknown: 0.9,
  /** A flag flip touches less than a whole version does. */
  flag: 0.85,
} as const;

export interface AttributedIncident {
  readonly detectedAt: Instant;
  /** Null while it lasts. */
  readonly resolvedAt: Instant | null;
  /** Null when it is not known which service it is about. */
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  readonly causes: readonly NamedCause[];
  readonly duplicateOfKey: string | null;
}

export type Relation = keyof typeof attributionRule.relation | "none";

/** A change that may have caused it: a deployment, or a flag that was flipped. */
export interface Candidate {
  readonly id: string;
  readonly kind: "deployment" | "flag_change";
  readonly relation: Relation;
  readonly serviceNames: readonly string[];
  readonly environmentId: string | null;
  readonly isProduction: boolean;
  readonly startedAt: Instant;
  readonly state: string;
  /** normal, rollback, … of a deployment. */
  readonly deploymentKind: string | null;
  readonly version: string | null;
  readonly commitSha: string | null;
  readonly ticketKey: string | null;
  readonly url: string | null;
  /** Names under which its sender knows it. */
  readonly references: readonly string[];
  /** The rollback that took it out of the environment; null when none did. */
  readonly takenBack: TakenBack | null;
}

export interface TakenBack {
  readonly at: Instant;
  /** It was the first one after the version that was gone back to: the others went with it. */
  readonly isFirst: boolean;
}

export interface EvidencePiece {
  readonly code:
    | "named"
    | "same_service"
    | "dependency"
    | "same_repository"
    | "elapsed"
    | "environment"
    | "environment_unknown"
    | "taken_back"
    | "failed"
    | "known_version"
    | "flag"
    | "person_says_no";
  readonly sentence: string;
  /** What it adds to the score, or by what it multiplies it. */
  readonly weight: number;
}

export interface ScoredCandidate {
  readonly id: string;
  readonly kind: Candidate["kind"];
  readonly score: number;
  readonly evidence: readonly EvidencePiece[];
}

export interface Attribution {
  readonly outcome: "deployment" | "flag_change" | "unattributed" | "duplicate";
  readonly reason: string;
  /** What is believed: those that the sender named, or the best one. Empty when unattributed. */
  readonly chosen: readonly ScoredCandidate[];
  /** All that was looked at with a score above nothing, best first. */
  readonly considered: readonly ScoredCandidate[];
  readonly ruleVersion: number;
  readonly windowMs: number;
}

export interface AttributionOptions {
  /** The service's own window, in milliseconds. */
  readonly windowMs?: number | undefined;
  /** Candidates that a person has cleared. */
  readonly cleared?: ReadonlySet<string>;
}

/**
 * Decide what caused an incident. What the sender named is believed whatever its age. Else the best score wins when it reaches the
 * threshold; below it the incident is unattributed, which is said and shown, never hidden. A duplicate is its original's business.
 */
export function attribute(
  incident: AttributedIncident,
  candidates: readonly Candidate[],
  options: AttributionOptions = {},
): Attribution {
  const windowMs = options.windowMs ?? attributionRule.windowMs;
  const base = { ruleVersion: attributionRule.version, windowMs };
  if (incident.duplicateOfKey !== null) {
    return {
      ...base,
      outcome: "duplicate",
      reason: "It is a duplicate; its original counts.",
      chosen: [],
      considered: [],
    };
  }
  const considered = candidates
    .map((candidate) => scored(incident, candidate, windowMs, options.cleared?.has(candidate.id) ?? false))
    .filter((one) => one.evidence.length > 0)
    .sort((left, right) => right.score - left.score || newestFirst(candidates, left, right));
  const named = considered.filter((one) => one.score > 0 && one.evidence.some(({ code }) => code === "named"));
  const [best] = considered;
  if (named.length > 0) return { ...base, ...decided(named, "The sender named it."), considered };
  if (best && best.score >= attributionRule.threshold) {
    return { ...base, ...decided([best], "It has the best score, above the threshold."), considered };
  }
  return { ...base, outcome: "unattributed", reason: whyNot(incident, best, windowMs), chosen: [], considered };
}

function decided(
  chosen: readonly ScoredCandidate[],
  reason: string,
): Pick<Attribution, "outcome" | "reason" | "chosen"> {
  const outcome = chosen.some(({ kind }) => kind === "deployment") ? "deployment" : "flag_change";
  return { outcome, reason, chosen };
}

function whyNot(incident: AttributedIncident, best: ScoredCandidate | undefined, windowMs: number): string {
  if (best) {
    const score = best.score.toFixed(2);
    return `The best candidate has a score of ${score}, below the ${attributionRule.threshold} that the rule asks for.`;
  }
  if (incident.serviceId === null) return "It names no service of ours, so that only a named cause could be found.";
  return `Nothing was changed in the ${Math.round(windowMs / 3_600_000)} hours before it.`;
}

function newestFirst(candidates: readonly Candidate[], left: ScoredCandidate, right: ScoredCandidate): number {
  const startOf = (id: string): number => candidates.find((candidate) => candidate.id === id)?.startedAt ?? 0;
  return startOf(right.id) - startOf(left.id) || (left.id < right.id ? -1 : 1);
}

function scored(
  incident: AttributedIncident,
  candidate: Candidate,
  windowMs: number,
  isCleared: boolean,
): ScoredCandidate {
  const { id, kind } = candidate;
  const name = namedAs(incident.causes, candidate);
  const evidence = name !== null ? [name] : circumstances(incident, candidate, windowMs);
  if (isCleared && evidence.length > 0) {
    const no: EvidencePiece = { code: "person_says_no", sentence: "A person says that it was not this.", weight: 0 };
    return { id, kind, score: 0, evidence: [...evidence, no] };
  }
  return { id, kind, score: scoreOf(evidence), evidence };
}

const added: ReadonlySet<EvidencePiece["code"]> = new Set(["taken_back", "failed"]);

/** Relation × elapsed × environment × kind, and what speaks for it on top; within 0 and `explicit`. */
function scoreOf(evidence: readonly EvidencePiece[]): number {
  if (evidence.length === 0) return 0;
  const product = evidence.filter(({ code }) => !added.has(code)).reduce((score, { weight }) => score * weight, 1);
  const sum = evidence.filter(({ code }) => added.has(code)).reduce((total, { weight }) => total + weight, 0);
  return Math.min(attributionRule.explicit, product + sum);
}

/** What the sender named must fit in everything that it says. A service alone names nothing. */
function namedAs(causes: readonly NamedCause[], candidate: Candidate): EvidencePiece | null {
  if (candidate.kind !== "deployment") return null;
  for (const cause of causes) {
    const fits = [
      isSaid(cause.version, (version) => version === candidate.version),
      isSaid(cause.commitSha, (sha) => isSameCommit(sha, candidate.commitSha)),
      isSaid(cause.deploymentUrl, (url) => url === candidate.url),
      isSaid(cause.deploymentId, (id) => id === candidate.id || candidate.references.includes(id)),
    ].filter((fit) => fit !== null);
    const isService =
      isSaid(cause.service, (service) => candidate.serviceNames.includes(service)) ?? isNear(candidate, cause);
    if (fits.length === 0 || !isService || !fits.every(Boolean)) continue;
    const what = cause.deploymentId ?? cause.deploymentUrl ?? cause.version ?? cause.commitSha ?? "";
    return { code: "named", sentence: `The incident names it: ${what}.`, weight: attributionRule.explicit };
  }
  return null;
}

function isSaid(value: string | undefined, fits: (value: string) => boolean): boolean | null {
  return value === undefined ? null : fits(value);
}

/** Versions of other services may have the same name: one that is named without its service must be of a near one. */
function isNear(candidate: Candidate, cause: NamedCause): boolean {
  const isUnique = cause.commitSha ?? cause.deploymentId ?? cause.deploymentUrl;
  return isUnique !== undefined || candidate.relation !== "none";
}

function isSameCommit(said: string, known: string | null): boolean {
  if (known === null || said.length < 7) return false;
  const [left, right] = [said.toLowerCase(), known.toLowerCase()];
  return left.startsWith(right) || right.startsWith(left);
}

const relationWords: Readonly<Record<Exclude<Relation, "none">, string>> = {
  same_service: "It changed the service that the incident is about.",
  dependency: "It changed a service that this one depends on.",
  same_repository: "It changed a service of the same repository.",
};

function circumstances(incident: AttributedIncident, candidate: Candidate, windowMs: number): EvidencePiece[] {
  const elapsedMs = msBetween(candidate.startedAt, incident.detectedAt);
  if (candidate.relation === "none" || elapsedMs < -attributionRule.clockSkewMs || elapsedMs > windowMs) return [];
  const place = environmentFit(incident, candidate);
  if (place === null) return [];
  const { relation } = candidate;
  return [
    { code: relation, sentence: relationWords[relation], weight: attributionRule.relation[relation] },
    elapsedPiece(elapsedMs),
    place,
    ...kindPieces(candidate),
    ...outcomePieces(incident, candidate),
  ];
}

function elapsedPiece(elapsedMs: number): EvidencePiece {
  const minutes = Math.round(elapsedMs / 60_000);
  const sentence = minutes < 0 ? "It began within the error of the clocks." : `It began ${minutes} minutes before.`;
  const decay = attributionRule.halfLifeMs / (attributionRule.halfLifeMs + Math.max(0, elapsedMs));
  const { onset, onsetMs } = attributionRule;
  const weight = decay * (onset + (1 - onset) * Math.min(1, Math.max(0, elapsedMs / onsetMs)));
  return { code: "elapsed", sentence, weight };
}

function environmentFit(incident: AttributedIncident, candidate: Candidate): EvidencePiece | null {
  if (incident.environmentId !== null && candidate.environmentId !== null) {
    if (incident.environmentId !== candidate.environmentId) return null;
    return { code: "environment", sentence: "It was in the same environment.", weight: 1 };
  }
  if (!candidate.isProduction) return null;
  const sentence = "One of the two names no environment; production is meant.";
  return { code: "environment_unknown", sentence, weight: attributionRule.environmentUnknown };
}

function kindPieces(candidate: Candidate): EvidencePiece[] {
  if (candidate.kind === "flag_change") {
    return [{ code: "flag", sentence: "A flag was flipped, no version changed.", weight: attributionRule.flag }];
  }
  const isKnown = candidate.deploymentKind === "rollback" || candidate.deploymentKind === "redeploy";
  if (!isKnown) return [];
  return [{ code: "known_version", sentence: "Its version had run here before.", weight: attributionRule.known }];
}

function outcomePieces(incident: AttributedIncident, candidate: Candidate): EvidencePiece[] {
  const pieces: EvidencePiece[] = [];
  const until = incident.resolvedAt === null ? Number.POSITIVE_INFINITY : incident.resolvedAt;
  const { takenBack } = candidate;
  const from = incident.detectedAt - attributionRule.clockSkewMs;
  if (takenBack !== null && takenBack.at >= from && takenBack.at <= until + attributionRule.rollbackSlackMs) {
    const sentence = takenBack.isFirst
      ? "It was taken back while the incident lasted."
      : "It was taken back with an earlier one while the incident lasted.";
    const weight = takenBack.isFirst ? attributionRule.takenBack : attributionRule.takenBackAlong;
    pieces.push({ code: "taken_back", sentence, weight });
  }
  if (candidate.state === "failed") {
    pieces.push({ code: "failed", sentence: "The deployment itself failed.", weight: attributionRule.failed });
  }
  return pieces;
}
