import type { Ignore, Link, Move, Running } from "./facts";
import type { Knowledge } from "./knowledge";
import type { Answer } from "./version-range";

/** Something that keeps the answer from being yes. */
export interface Finding {
  readonly answer: "no" | "unknown";
  /** From what moves to the link that is broken or unknown; the shortest there is. Empty: what moves is itself unknown. */
  readonly chain: readonly Link[];
  /** A version of which nobody said what it needs; null: the last link of the chain is it. */
  readonly undeclared: { readonly service: string; readonly version: string } | null;
}

/** Something that somebody takes out of the question. Yes: it is right as far as one sees, and what lies behind it was not looked at. */
export interface IgnoredFinding extends Omit<Finding, "answer"> {
  readonly answer: Answer;
  readonly ignore: Ignore;
}

export interface ReleaseVerdict {
  readonly answer: Answer;
  /** What is broken first, then what is unknown; the shortest chain first. */
  readonly findings: readonly Finding[];
  /** What would count if nobody had taken it out of the question. */
  readonly ignored: readonly IgnoredFinding[];
  /** Links that were looked at. */
  readonly checkedLinks: number;
}

interface Node {
  readonly service: string;
  readonly version: string;
  readonly chain: readonly Link[];
}

export interface ReleaseQuestion {
  readonly running: Running;
  readonly knowledge: Knowledge;
  /** What is released together, one move for each service. */
  readonly moves: readonly Move[];
}

/** What runs when all the moves are done. */
export function afterMoves(running: Running, moves: readonly Move[]): Running {
  const next = new Map(running);
  for (const { service, version } of moves) next.set(service, version === null ? [] : [version]);
  return next;
}

/**
 * Can these be released together into an environment where this runs? Followed are what the moved versions need, what that needs in turn and
 * so on; and every running version that needs one of the moved services. What is broken elsewhere is not this release's business. No beats
 * unknown, unknown beats yes.
 */
export function canRelease({ running, knowledge, moves }: ReleaseQuestion): ReleaseVerdict {
  const after = afterMoves(running, moves);
  const search = new Search(knowledge, after);
  const moved = new Set(moves.map(({ service }) => service));
  for (const link of linksOfOthers({ running, knowledge, moved, after })) search.look(link, []);
  const starts = moves.flatMap(({ service, version }): Node[] =>
    version === null ? [] : [{ service, version, chain: [] }],
  );
  search.walk(starts, true);
  search.walk(starts, false);
  return search.verdict();
}

/** Links of running versions that do not move to those that do. */
function linksOfOthers(given: {
  readonly running: Running;
  readonly knowledge: Knowledge;
  readonly moved: ReadonlySet<string>;
  readonly after: Running;
}): Link[] {
  const { running, knowledge, moved, after } = given;
  const links: Link[] = [];
  for (const [consumer, versions] of running) {
    if (moved.has(consumer)) continue;
    for (const version of versions) {
      for (const relation of knowledge.needsOf(consumer, version).relations) {
        if (moved.has(relation.provider)) links.push(...knowledge.linksTo(consumer, version, relation, after));
      }
    }
  }
  return links;
}

/**
 * Breadth first, so that the first chain to anything is a shortest one; once along what was declared, and once along everything. What is
 * broken behind a link that only tests or traces tell of is unknown: otherwise a test that passed could turn a yes into a no.
 */
class Search {
  private readonly findings = new Map<string, Finding>();
  private readonly ignored = new Map<string, IgnoredFinding>();
  private readonly looked = new Set<string>();

  constructor(
    private readonly knowledge: Knowledge,
    private readonly after: Running,
  ) {}

  walk(starts: readonly Node[], isDeclaredOnly: boolean): void {
    const queue = [...starts];
    const met = new Set(starts.map(({ service, version }) => `${service} ${version}`));
    for (let index = 0; index < queue.length; index += 1) {
      const node = queue[index];
      if (!node) break;
      for (const link of this.visit(node)) {
        if (link.isDeclared || !isDeclaredOnly) queue.push(...nextOf(link, node.chain, met));
      }
    }
  }

  /** Look at what a version needs. The links that are worth following. */
  private visit({ service, version, chain }: Node): Link[] {
    const { isKnown, relations } = this.knowledge.needsOf(service, version);
    if (!isKnown) this.note({ answer: "unknown", chain, undeclared: { service, version } }, service, null);
    const links = relations.flatMap((relation) => this.knowledge.linksTo(service, version, relation, this.after));
    return links.filter((link) => this.look(link, chain));
  }

  /** Note what is wrong with a link. Is it worth following? Not when it is broken, nor when somebody ignores it. */
  look(link: Link, before: readonly Link[]): boolean {
    this.looked.add(linkKey(link));
    const ignore = this.knowledge.ignored(link.consumer, link.provider);
    const isSure = before.every(({ isDeclared }) => isDeclared);
    const answer = link.answer === "no" && !isSure ? "unknown" : link.answer;
    const found = { chain: [...before, link], undeclared: null };
    // What lies behind something that is ignored is not looked at, so that also what seems right is told.
    if (ignore) keep(this.ignored, { ...found, answer, ignore });
    else if (answer !== "yes") keep(this.findings, { ...found, answer });
    return link.answer !== "no" && ignore === null;
  }

  verdict(): ReleaseVerdict {
    const findings = [...this.findings.values()].sort(compareFindings);
    const ignored = [...this.ignored.values()].sort(compareFindings);
    return { answer: findings[0]?.answer ?? "yes", findings, ignored, checkedLinks: this.looked.size };
  }

  private note(finding: Finding, consumer: string, provider: string | null): void {
    const ignore = this.knowledge.ignored(consumer, provider);
    if (ignore) keep(this.ignored, { ...finding, ignore });
    else keep(this.findings, finding);
  }
}

function nextOf(link: Link, before: readonly Link[], met: Set<string>): Node[] {
  const { provider, providerVersion } = link;
  if (providerVersion === null || met.has(`${provider} ${providerVersion}`)) return [];
  met.add(`${provider} ${providerVersion}`);
  return [{ service: provider, version: providerVersion, chain: [...before, link] }];
}

const rank: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 };

/** Of what is said about one link the worse, and of that the shorter chain. */
function keep<One extends IgnoredFinding | Finding>(known: Map<string, One>, found: One): void {
  const last = found.chain.at(-1);
  const { undeclared } = found;
  const key = undeclared ? `${undeclared.service} ${undeclared.version}` : last ? linkKey(last) : "";
  const other = known.get(key);
  if (!other || compareFindings(found, other) < 0) known.set(key, found);
}

/** What makes a link the same link: who needs it, and of whom. */
export function linkKey(link: Link): string {
  return `${link.consumer} ${link.consumerVersion} ${link.provider} ${link.providerVersion ?? ""}`;
}

function keyOf({ chain, undeclared }: Compared): string {
  return [...chain.map(linkKey), undeclared ? `${undeclared.service} ${undeclared.version}` : ""].join(" ");
}

type Compared = Pick<IgnoredFinding, "answer" | "chain" | "undeclared">;

function compareFindings(left: Compared, right: Compared): number {
  if (left.answer !== right.answer) return rank[left.answer] - rank[right.answer];
  if (left.chain.length !== right.chain.length) return left.chain.length - right.chain.length;
  const one = keyOf(left);
  const other = keyOf(right);
  return one < other ? -1 : one > other ? 1 : 0;
}
