import { formatDuration, formatRelative } from "@/components/feedback/time-format";
import { causeName } from "@/components/rollouts/phase";
import type { RollbackStory, RolloutOverview, RolloutSummary } from "@/lib/rollouts/api-contract";
import { listWords } from "@/lib/rollouts/domain/words";
import {
  exceptionWords,
  firingWords,
  pastRulesAnswer,
  placesAnswer,
  spentWords,
  standingWords,
  trainWords,
  waitingAnswer,
} from "./fact-answers";
import type { HomeFacts } from "./home-facts";
import type { HomeView } from "./home-roles";

/** The home page's answer in words, for each question. Only what the numbers say. */
export function homeAnswer(view: HomeView, overview: RolloutOverview, facts: HomeFacts): string {
  switch (view) {
    case "sre":
      return `${harmAnswer(overview, facts)}${spentWords(facts)}`;
    case "release_manager":
      return `${shippingAnswer(overview)}${trainWords(facts)}`;
    case "executive":
      return `${standingWords(facts.standing)} ${exceptionWords(facts)} ${proofAnswer(overview)}`;
    case "developer":
      return `${placesAnswer(facts)}${busyWords(overview)}`;
    case "approver":
      return waitingAnswer(overview, facts);
    case "auditor":
      return pastRulesAnswer(overview, facts);
  }
}

const recentMs = 3_600_000;

function harmAnswer({ active, recentRollbacks, at }: RolloutOverview, facts: HomeFacts): string {
  const nowMs = Date.parse(at);
  const going = active.filter((rollout) => rollout.phase === "rolling_back");
  if (going.length > 0) {
    return `Yes: ${listWords(going.map(nameOf))} ${going.length === 1 ? "is" : "are"} being taken out of traffic now.`;
  }
  const unseen = active.filter(isUnseen);
  const exposed = active.filter((rollout) => rollout.desiredSharePercent > 0);
  const seen =
    exposed.length === 0
      ? "No new version has users"
      : `${count(exposed.length, "new version has", "new versions have")} users, and none shows harm`;
  const last = recentRollbacks.find((story) => isHarm(story) && nowMs - Date.parse(story.decidedAt) < recentMs);
  const sight =
    unseen.length > 0 ? ` But ${listWords(unseen.map(nameOf))} cannot be judged: ${reasonsOf(unseen)}.` : "";
  const firing = firingWords(facts);
  const answer = firing === null ? (last ? "Not now." : "No.") : facts.alarms ? `Yes. ${firing}` : firing;
  return `${answer} ${seen}.${sight}${last ? ` ${storySentence(last, nowMs)}` : ""}`;
}

/** A trigger said so, and users had it. */
function isHarm(story: RollbackStory): boolean {
  return story.actorName === null && story.fromSharePercent > 0;
}

function storySentence(story: RollbackStory, nowMs: number): string {
  const when = formatRelative(Date.parse(story.decidedAt), nowMs);
  const out = story.tookMs === null ? "" : ` and was out of traffic in ${formatDuration(story.tookMs)}`;
  return `${nameOf(story.rollout)} did ${when} (${causeName(story.cause).toLowerCase()})${out}.`;
}

function shippingAnswer({ active, queued, lastDay }: RolloutOverview): string {
  const waiting = active.filter((rollout) => rollout.needsAttention);
  const moving = active.length - waiting.length;
  const parts = [
    active.length === 0 ? "Nothing moves" : `${moving} ${moving === 1 ? "moves" : "move"}`,
    ...(waiting.length > 0 ? [`${waiting.length} ${waiting.length === 1 ? "waits" : "wait"} for a person`] : []),
    ...(queued.length > 0 ? [`${queued.length} in the queue`] : []),
  ];
  const stuck = waiting.length > 0 ? ` Stuck: ${listWords(waiting.slice(0, 3).map(stuckWords))}.` : "";
  const done =
    lastDay.completed + lastDay.rolledBack === 0
      ? ""
      : ` In 24 hours ${lastDay.completed} completed and ${lastDay.rolledBack} went back.`;
  return `${listWords(parts)}.${stuck}${done}`;
}

function proofAnswer({ last30Days }: RolloutOverview): string {
  const { completed, rolledBack, rolledBackByItself, medianRollbackMs, rollbacksMeasured, decisions } = last30Days;
  const ended = completed + rolledBack;
  if (ended === 0) return "No rollout has ended in the last 30 days, so there is nothing to say yet.";
  const share = Math.round((100 * completed) / ended);
  const speed =
    medianRollbackMs === null
      ? ""
      : ` Half of those with users were out of traffic within ${formatDuration(medianRollbackMs)} (n = ${rollbacksMeasured}).`;
  const back =
    rolledBack === 0
      ? "None was taken back."
      : `${rolledBack} ${rolledBack === 1 ? "was" : "were"} taken back, ${rolledBackByItself} of them without anybody asking.${speed}`;
  return `In 30 days ${completed} of ${ended} rollouts (${share} %) stayed. ${back} All ${decisions} decisions are on record.`;
}

/** What of everybody's is under way; empty when nothing is. */
function busyWords({ active, queued }: RolloutOverview): string {
  if (active.length + queued.length === 0) return "";
  const queue = queued.length > 0 ? `, ${queued.length} in the queue` : "";
  return ` ${count(active.length, "rollout is", "rollouts are")} under way${queue}.`;
}

function isUnseen(rollout: RolloutSummary): boolean {
  return rollout.pauseReasons.some((reason) => reason === "blind" || reason === "drift" || reason === "inconclusive");
}

function reasonsOf(rollouts: readonly RolloutSummary[]): string {
  const words: Readonly<Record<string, string>> = {
    blind: "no numbers arrive",
    drift: "the data plane shows another split",
    inconclusive: "too few numbers",
  };
  const reasons = new Set(rollouts.flatMap((rollout) => rollout.pauseReasons.flatMap((reason) => words[reason] ?? [])));
  return listWords([...reasons]);
}

const waitWords: Readonly<Record<string, string>> = {
  approval: "needs an approval",
  manual: "paused by a person",
  inconclusive: "too few numbers",
  blind: "blind",
  drift: "the data plane differs",
  freeze: "held by a window",
};

function stuckWords(rollout: RolloutSummary): string {
  return `${nameOf(rollout)} (${rollout.pauseReasons.map((reason) => waitWords[reason] ?? reason).join(", ")})`;
}

function nameOf(rollout: RolloutSummary): string {
  return `${rollout.service.name} ${rollout.canaryVersion}`;
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
