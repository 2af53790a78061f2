import type { ReactNode } from "react";
import { DifferenceBand } from "@/components/charts/difference-band";
import { Time } from "@/components/feedback/time";
import { VerdictBadge } from "@/components/feedback/verdict-badge";
import type { EvidenceView } from "@/lib/rollouts/api-contract";
import classes from "./evidence.module.css";
import { bandOf, blindCauseWords, evidenceTitle, figuresOf } from "./evidence-words";

/** One check: what it says, from which numbers of which source. */
export function EvidenceTile({ evidence }: { readonly evidence: EvidenceView }): ReactNode {
  const band = bandOf(evidence);
  const note = blindCauseWords(evidence.blindCause);
  return (
    <article className={classes.tile} data-verdict={evidence.verdict}>
      <header className={classes.tileHead}>
        <h3 className={classes.tileTitle}>{evidenceTitle(evidence)}</h3>
        <VerdictBadge verdict={evidence.verdict} {...(note ? { note } : {})} />
      </header>
      <Figures evidence={evidence} />
      {band ? <DifferenceBand {...band} /> : null}
      <p className={classes.sentence}>{evidence.sentence}</p>
      <footer className={classes.foot}>
        <span className={classes.source} title={evidence.source}>
          {sourceName(evidence.source)}
        </span>
        <Time atMs={evidence.at} />
      </footer>
    </article>
  );
}

function Figures({ evidence }: { readonly evidence: EvidenceView }): ReactNode {
  const figures = figuresOf(evidence);
  if (figures.length === 0) return null;
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => (
        <div key={figure.label}>
          <dt>{figure.label}</dt>
          <dd>{figure.text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "target" is the data plane itself. */
export function sourceName(source: string): string {
  if (source === "target") return "Data plane counters";
  return source === "health" ? "Health checks" : source;
}
