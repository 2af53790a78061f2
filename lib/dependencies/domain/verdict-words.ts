import type { Link } from "./facts";
import type { Plan, Stage } from "./plan";
import type { Finding, ReleaseVerdict } from "./verdict";

/** What one link says, without its beginning: "needs catalog ^3.0.0". */
function needWords({ provider, range, origin }: Link): string {
  if (range !== null) return `needs ${provider} ${range}`;
  return origin === "traces" ? `was seen calling ${provider}` : `is tested against ${provider}`;
}

function endWords(link: Link, place: string): string {
  const { consumer, consumerVersion, provider, providerVersion } = link;
  switch (link.cause) {
    case "out_of_range":
      return `${consumer} ${consumerVersion} ${needWords(link)}, and ${providerVersion} is what would run in ${place}`;
    case "test_failed":
      return `the contract test of ${consumer} ${consumerVersion} with ${provider} ${providerVersion} failed`;
    case "not_running":
      return `${consumer} ${consumerVersion} ${needWords(link)}, and none would run in ${place}`;
    case "state_unknown":
      return `${consumer} ${consumerVersion} ${needWords(link)}, and nobody said what of it runs in ${place}`;
    case "untested":
      return `${consumer} ${consumerVersion} and ${provider} ${providerVersion} were never tested with each other`;
    case "no_range":
      return `${consumer} ${consumerVersion} ${needWords(link)}, and nobody said which versions of it will do`;
    case "not_comparable":
      return `${consumer} ${consumerVersion} ${needWords(link)}, and ${providerVersion} is no semantic version`;
    default:
      return `${consumer} ${consumerVersion} ${needWords(link)}, and ${providerVersion} keeps that`;
  }
}

/** One finding as a sentence: the chain from what moves to what is broken or unknown. `place` is the environment's name. */
export function findingInWords({ chain, undeclared }: Finding, place: string): string {
  const through = (undeclared ? chain : chain.slice(0, -1)).map(
    (link) => `${link.consumer} ${link.consumerVersion} ${needWords(link)}, which ${link.providerVersion} is`,
  );
  const last = chain.at(-1);
  const end = undeclared
    ? `nobody said what ${undeclared.service} ${undeclared.version} needs`
    : last
      ? endWords(last, place)
      : "";
  const sentence = [...through, end].join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** What somebody does about a finding. */
export function nextActionOf({ chain, undeclared }: Finding): string {
  if (undeclared) return `Push what ${undeclared.service} ${undeclared.version} needs, also when that is nothing.`;
  const link = chain.at(-1);
  if (!link) return "Push what it needs.";
  const { consumer, provider } = link;
  switch (link.cause) {
    case "out_of_range":
      return `Release a ${provider} that is ${link.range} first, or ask for a plan of both.`;
    case "test_failed":
      return `Mend ${consumer} or ${provider} and test them with each other again.`;
    case "not_running":
      return `Release ${provider} first, or a ${consumer} that does without it.`;
    case "state_unknown":
      return `Say which versions of ${provider} run there.`;
    case "untested":
      return `Test them with each other and push the result.`;
    case "no_range":
      return `Add ${provider} to what ${consumer} needs, with its range.`;
    default:
      return `Push a contract test of the two, or name versions as 1.2.3.`;
  }
}

/** The answer in one sentence; `what` names the releases that were asked about. */
export function verdictInOneSentence(verdict: ReleaseVerdict, what: string, place: string): string {
  const [first] = verdict.findings;
  if (!first) {
    const links = verdict.checkedLinks === 1 ? "one need" : `${verdict.checkedLinks} needs`;
    const waived =
      verdict.ignored.length === 0 ? "" : ` ${verdict.ignored.length} ignored, for reasons that were given.`;
    return verdict.checkedLinks === 0
      ? `Yes: ${what} can go to ${place}; nothing there needs it, and it needs nothing.${waived}`
      : `Yes: ${what} can go to ${place}; ${links} looked at.${waived}`;
  }
  const begin =
    first.answer === "no"
      ? `No: ${what} cannot go to ${place}.`
      : `Nobody can tell whether ${what} can go to ${place}.`;
  return `${begin} ${findingInWords(first, place)}`;
}

/** One move in words. */
export function moveInWords({ service, version }: Stage["moves"][number]): string {
  return version === null ? `${service} goes away` : `${service} ${version}`;
}

/** A plan in one sentence. */
export function planInWords(plan: Plan): string {
  if (plan.kind === "impossible") return "No order helps: something would be broken at the end.";
  const together = plan.stages.filter(({ moves }) => moves.length > 1);
  const steps = plan.stages.length === 1 ? "one step" : `${plan.stages.length} steps`;
  if (together.length === 0) return `There is a safe order, in ${steps}.`;
  const sets = together.map(({ moves }) => moves.map(({ service }) => service).join(", ")).join("; and ");
  return `No order of single releases is safe: ${sets} must move at one moment. With that, ${steps}.`;
}
