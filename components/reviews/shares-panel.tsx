import Link from "next/link";
import type { ReactNode } from "react";
import { Panel } from "@/components/ui/panel";
import type { BreachDetail } from "@/lib/reviews/contract";
import type { BreachShare } from "@/lib/reviews/share-contract";
import { causeWords, shortShare } from "./review-words";
import classes from "./reviews.module.css";

/** Who has a part in a breach of an objective that stands on others, with the evidence; not there where nothing stands behind it. */
export function SharesPanel({ breach }: { readonly breach: BreachDetail }): ReactNode {
  const causes = [...new Set(breach.shares.map(({ cause }) => cause))];
  return causes.map((cause) => (
    <Panel
      key={cause}
      title="Who shares it"
      description={`Parts of all that was bad when it was seen: ${causeWords[cause].toLowerCase()}`}
      isFlush
    >
      <ul className={classes.list}>
        {breach.shares
          .filter((share) => share.cause === cause)
          .map((share) => (
            <li key={`${share.kind} ${share.name}`} className={classes.row}>
              <span className={classes.name}>
                <span>
                  {share.objective ? <Link href={`/slos/${share.objective}`}>{share.name}</Link> : share.name}
                </span>
                <span className={classes.muted}>
                  {whoseWords(share)}. {share.evidence}
                </span>
              </span>
              <span className={classes.number}>
                {share.sharePercent === null ? (
                  <span className={classes.muted}>not known</span>
                ) : (
                  shortShare(share.sharePercent)
                )}
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  ));
}

function whoseWords({ kind, team, service }: BreachShare): string {
  if (kind === "unknown") return "Nobody's";
  if (kind === "vendor") return "A vendor's";
  const whose = team ? `Team ${team.name}` : "No team owns it";
  return service ? `${whose}, ${service.name}` : whose;
}
