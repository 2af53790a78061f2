import type { Status } from "@/components/feedback/status";
import type { GraphView, LinkView } from "@/lib/dependencies/contract";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const answers: Readonly<Record<LinkView["answer"], Badge>> = {
  yes: { status: "healthy", label: "Yes" },
  no: { status: "at_risk", label: "No" },
  unknown: { status: "no_data", label: "Unknown" },
};

/** The badge of an answer. Unknown is not yes, and looks like no data. */
export function answerBadge(answer: LinkView["answer"]): Badge {
  return answers[answer];
}

const kept: Readonly<Record<LinkView["answer"], Badge>> = {
  yes: { status: "healthy", label: "Kept" },
  no: { status: "at_risk", label: "Not kept" },
  unknown: { status: "no_data", label: "Unknown" },
};

/** The badge of a need in the graph. */
export function edgeBadge({ answer, isIgnored }: Pick<GraphView["edges"][number], "answer" | "isIgnored">): Badge {
  return isIgnored ? { status: "waiting", label: "Ignored" } : kept[answer];
}

const origins: Readonly<Record<LinkView["origin"], string>> = {
  catalog: "catalog file",
  api: "declared",
  contract: "contract test",
  traces: "seen in traces",
};

/** Where one knows a need from. */
export function originWords(origin: LinkView["origin"]): string {
  return origins[origin];
}

const coverages: Readonly<Record<GraphView["nodes"][number]["coverage"], Badge>> = {
  known: { status: "healthy", label: "Known" },
  other_versions: { status: "waiting", label: "Other versions" },
  seen: { status: "waiting", label: "Seen only" },
  nothing: { status: "no_data", label: "Nothing said" },
};

/** How much is known of what a service needs. */
export function coverageBadge(coverage: GraphView["nodes"][number]["coverage"]): Badge {
  return coverages[coverage];
}

const count = (number: number, one: string, many: string) => (number === 1 ? `one ${one}` : `${number} ${many}`);

/** The page's answer: how much is known, and what is not kept. */
export function graphSentence({ environment, summary }: GraphView): string | undefined {
  const { services, known, goalPercent, violated, unknown } = summary;
  if (services === 0 || environment === null) return undefined;
  const percent = Math.floor((known / services) * 100);
  const share = `Of ${known} of ${services} services is known what they need: ${percent} %, the goal is ${goalPercent} %.`;
  const broken =
    violated === 0 ? "every need that can be judged is kept" : `${count(violated, "need is", "needs are")} not kept`;
  const open = unknown === 0 ? "" : `, and ${count(unknown, "need", "needs")} nobody can judge`;
  return `${share} In ${environment.name} ${broken}${open}.`;
}
