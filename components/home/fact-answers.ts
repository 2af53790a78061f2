import { trainsAnswer } from "@/components/releases/train-words";
import { countWords } from "@/components/ui/list-panel";
import type { RolloutOverview } from "@/lib/rollouts/api-contract";
import { listWords } from "@/lib/rollouts/domain/words";
import type { ObjectiveStanding } from "@/lib/slos/standing-contract";
import type { HomeFacts } from "./home-facts";

/** Sentences of what is known beside rollouts. What could not be read is said, never passed over. */

interface Listed {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | null;
}

/** "3 breaches", "20 or more breaches". */
function many(list: Listed, one: string, several: string): string {
  const { items, nextCursor = null } = list;
  return `${countWords(items.length, nextCursor)} ${items.length === 1 && nextCursor === null ? one : several}`;
}

/** What fires, for the question whether users are hurt; null when nothing does. Unread is no silence. */
export function firingWords({ alarms }: HomeFacts): string | null {
  if (!alarms) return "Whether an alert fires cannot be read.";
  const firing = alarms.items.filter(({ state, kind }) => state === "firing" && kind === "page");
  const [first] = firing;
  if (!first) return null;
  const others = firing.length - 1;
  const more = others === 0 ? "" : `, and ${others} more ${others === 1 ? "alert fires" : "alerts fire"}`;
  return `${first.title}${more}.`;
}

/** Objectives without budget, for those who keep them; empty when there is none. */
export function spentWords({ standing }: HomeFacts): string {
  if (!standing || standing.exhausted === 0) return "";
  return ` ${standing.exhausted} of ${standing.total} ${standing.total === 1 ? "objective" : "objectives"} ${standing.exhausted === 1 ? "has" : "have"} spent ${standing.exhausted === 1 ? "its" : "their"} budget.`;
}

/** How promises stand: "3 of 4 objectives are met, 1 is missed." */
export function standingWords(standing: ObjectiveStanding | undefined): string {
  if (!standing) return "How the objectives stand cannot be read.";
  const { total, met, missed, undetermined, noData } = standing;
  if (total === 0) return "Nothing is promised yet.";
  const rest = [
    ...(missed > 0 ? [`${missed} missed`] : []),
    ...(undetermined > 0 ? [`${undetermined} cannot be told`] : []),
    ...(noData > 0 ? [`${noData} without data`] : []),
  ];
  const tail = rest.length === 0 ? "" : `, ${listWords(rest)}`;
  return `${met} of ${total} ${total === 1 ? "objective" : "objectives"} ${met === 1 ? "is" : "are"} met${tail}.`;
}

/** What bends rules now, and what is owed for it. */
export function exceptionWords({ inForce, emergencies, owed, breaches }: HomeFacts): string {
  const now = [
    ...(inForce && inForce.items.length > 0 ? [many(inForce, "waiver", "waivers")] : []),
    ...(emergencies && emergencies.items.length > 0 ? [many(emergencies, "emergency", "emergencies")] : []),
  ];
  const open = [
    ...(breaches && breaches.items.length > 0 ? [`${many(breaches, "breach", "breaches")} open`] : []),
    ...(owed && owed.items.length > 0 ? [`${many(owed, "emergency", "emergencies")} not reviewed`] : []),
  ];
  if (!inForce || !emergencies || !owed) return "Which exceptions are in force cannot be read.";
  const bent = now.length === 0 ? "No exception is in force" : `In force: ${listWords(now)}`;
  return `${bent}${open.length === 0 ? "" : `; ${listWords(open)}`}.`;
}

/** What leaves today besides single rollouts, and what the board holds; empty when neither is there. */
export function trainWords({ trains, board }: HomeFacts): string {
  const going = trains && trains.items.length > 0 ? ` ${trainsAnswer(trains.items)}` : "";
  const asked =
    board && board.items.length > 0 ? ` ${many(board, "request waits", "requests wait")} for the board.` : "";
  return `${going}${asked}`;
}

/** The service owner's answer. */
export function placesAnswer({ places }: HomeFacts): string {
  if (!places) return "Which services are yours cannot be read.";
  if (places.items.length === 0) return "None of your teams owns a service, so there is nothing of yours to ship.";
  const all = places.items.filter(({ version }) => version !== null);
  const [only] = all;
  if (!only) return "None of your services has a version yet.";
  const open = all.filter(({ answer }) => answer === "open");
  const held = all.find(({ answer }) => answer !== "open");
  if (all.length === 1 && !places.nextCursor) return `${open.length === 1 ? "Yes" : "No"}: ${only.sentence}`;
  const where = `${countWords(all.length, places.nextCursor)} places`;
  if (!held) return `Yes: the newest version may go in each of ${where}.`;
  const first = ` Not ${held.service.name} to ${held.environment.name}: ${held.first?.sentence ?? held.sentence}`;
  return open.length === 0
    ? `No: in none of ${where} may the newest version go now.${first}`
    : `In ${open.length} of ${where} the newest version may go.${first}`;
}

/** The approver's answer: everything that waits for a word, by kind. */
export function waitingAnswer({ active }: RolloutOverview, { mine, debts, board, owed }: HomeFacts): string {
  const rollouts = active.filter(({ pauseReasons }) => pauseReasons.includes("approval")).length;
  const waits = [
    ...(mine && mine.items.length > 0 ? [many(mine, "waiver", "waivers")] : []),
    ...(board && board.items.length > 0 ? [many(board, "request for the board", "requests for the board")] : []),
    ...(rollouts > 0 ? [`${rollouts} ${rollouts === 1 ? "rollout" : "rollouts"}`] : []),
  ];
  const reviews = [
    ...(debts && debts.items.length > 0 ? [many(debts, "waiver", "waivers")] : []),
    ...(owed && owed.items.length > 0 ? [many(owed, "emergency", "emergencies")] : []),
  ];
  const unread = mine && board ? "" : " Not all that may wait could be read.";
  const first = waits.length === 0 ? "Nothing waits for an approval." : `For approval: ${listWords(waits)}.`;
  const then = reviews.length === 0 ? "" : ` To be reviewed: ${listWords(reviews)}.`;
  return `${first}${then}${unread}`;
}

/** The auditor's answer: what went past the rules in 30 days, and how much of all is on record. */
export function pastRulesAnswer({ last30Days }: RolloutOverview, facts: HomeFacts): string {
  const { unauthorized, refused } = facts;
  const without = !unauthorized
    ? "Which deployments had no ticket cannot be read."
    : unauthorized.items.length === 0
      ? "No deployment of 30 days went without the ticket that it needs."
      : `${many(unauthorized, "deployment", "deployments")} of 30 days went without the ticket that ${unauthorized.items.length === 1 ? "it needs" : "they need"}.`;
  const no = refused && refused.items.length > 0 ? ` ${many(refused, "attempt was", "attempts were")} refused.` : "";
  return `${without} ${exceptionWords(facts)}${no} ${last30Days.decisions} decisions about rollouts are on record, each with who and why.`;
}
