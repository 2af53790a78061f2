import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import type { RiskView } from "@/lib/risk/contract";
import { indicatorNames } from "@/lib/risk/domain/indicators";
import classes from "./risk.module.css";
import { effectOf, indicatorTitle, indicatorValue, levelOf, riskSentence } from "./risk-words";

export interface AssessmentProps {
  readonly risk: RiskView;
  /** Head of the column of values: `Now` of a change that is to come. */
  readonly when?: string;
}

/** A risk in a sentence, with every indicator and what it does. */
export function Assessment({ risk, when = "Now" }: AssessmentProps): ReactNode {
  const effects = new Map(risk.contributions.map((one) => [one.name, one.logOdds]));
  const ordered = indicatorNames.toSorted((x, y) => Math.abs(effects.get(y) ?? 0) - Math.abs(effects.get(x) ?? 0));
  return (
    <>
      <p className={classes.answer}>
        <StatusBadge {...levelOf(risk.level)} variant="soft" /> {riskSentence(risk)}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Indicator</th>
              <th scope="col">{when}</th>
              <th scope="col">Effect</th>
            </tr>
          </thead>
          <tbody>
            {ordered.map((name) => (
              <tr key={name}>
                <th scope="row">{indicatorTitle(name)}</th>
                <td>{indicatorValue(name, risk.indicators[name])}</td>
                <td>{effects.has(name) ? effectOf(effects.get(name) ?? 0) : "not used"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
