import type { ReactNode } from "react";
import classes from "./facts.module.css";

export interface Fact {
  readonly term: string;
  readonly value: ReactNode;
}

export interface FactsProps {
  readonly facts: readonly Fact[];
  /** `grid`: side by side in columns. `rows`: term left, value right. */
  readonly layout?: "grid" | "rows";
}

/** Named values of one thing. */
export function Facts({ facts, layout = "grid" }: FactsProps): ReactNode {
  return (
    <dl className={classes.facts} data-layout={layout}>
      {facts.map((fact) => (
        <div key={fact.term} className={classes.fact}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
