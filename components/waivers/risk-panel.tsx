import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ReasonList } from "@/components/forms/reason-list";
import { Panel } from "@/components/ui/panel";
import type { AssessmentView, WaiverPreview } from "@/lib/waivers/contract";
import { levelBadge, needText } from "./waiver-words";
import classes from "./waivers.module.css";

export interface RiskPanelProps {
  readonly assessment: AssessmentView;
  readonly refusals?: WaiverPreview["refusals"];
}

/** The score as a sum that can be checked by hand, who has to approve, and what stands in the way. */
export function RiskPanel({ assessment, refusals = [] }: RiskPanelProps): ReactNode {
  const { score, maxScore, level, parts, need } = assessment;
  return (
    <Panel title="Risk" actions={<StatusBadge {...levelBadge(level)} variant="soft" />} isFlush>
      <ul className={classes.list}>
        {parts.map((part) => (
          <li key={part.code} className={classes.row}>
            <span>{part.sentence}</span>
            <span className={classes.number}>+{part.points}</span>
          </li>
        ))}
        <li className={classes.row}>
          <span className={classes.name}>
            <strong>
              {score} of {maxScore}
            </strong>
            <span className={classes.muted}>Up to 6 is low, up to 11 medium, more is high</span>
          </span>
        </li>
        <li className={classes.row}>Needs {needText(need)} by other persons.</li>
        {refusals.length > 0 ? (
          <li className={classes.row}>
            <ReasonList reasons={refusals.map(({ remedy, ...rest }) => ({ ...rest, ...(remedy ? { remedy } : {}) }))} />
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
