import { Button } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { CandidateView, IncidentDetail } from "@/lib/incidents/contract";
import type { WantedVerdict } from "./incident-dialogs";
import classes from "./incidents.module.css";

export interface IncidentCandidatesProps {
  readonly incident: IncidentDetail;
  /** Null when this person may not correct anything. */
  readonly choose: ((candidate: CandidateView, verdict: WantedVerdict["verdict"]) => void) | null;
}

/** Everything that was considered as the cause, best first, with its evidence. */
export function IncidentCandidates({ incident, choose }: IncidentCandidatesProps): ReactNode {
  const { attribution, candidates } = incident;
  const hours = attribution ? Math.round(attribution.windowMs / 3_600_000) : null;
  const description = attribution
    ? `Rule ${attribution.ruleVersion}: changes of the ${hours} hours before, believed from a score of ${attribution.threshold}. ${attribution.reason}`
    : "Nobody has looked for a cause yet.";
  return (
    <Panel title="What may have caused it" description={description}>
      {candidates.length === 0 ? (
        <span className={classes.muted}>There is no candidate.</span>
      ) : (
        <ol className={classes.list}>
          {candidates.map((candidate) => (
            <Candidate key={candidate.id} candidate={candidate} choose={choose} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Candidate({
  candidate,
  choose,
}: { readonly candidate: CandidateView } & Pick<IncidentCandidatesProps, "choose">): ReactNode {
  return (
    <li className={classes.candidate}>
      <span>
        {candidate.kind === "deployment" ? (
          <Link href={`/deployments/${candidate.id}`}>{candidate.name}</Link>
        ) : (
          candidate.name
        )}{" "}
        <span className={classes.muted}>
          {candidate.startedAt ? <Time atMs={Date.parse(candidate.startedAt)} format="absolute" /> : null}
          {verdictWords(candidate)}
        </span>
      </span>
      <span className={classes.score}>{candidate.score.toFixed(2)}</span>
      <ul className={classes.evidence}>
        {candidate.evidence.map((piece) => (
          <li key={piece.code}>
            <span>{piece.sentence}</span>
            <span className={classes.weight}>{piece.weight.toFixed(2)}</span>
          </li>
        ))}
      </ul>
      {choose && candidate.kind === "deployment" ? <Buttons candidate={candidate} choose={choose} /> : null}
    </li>
  );
}

function verdictWords(candidate: CandidateView): string {
  if (candidate.verdict === null) return "";
  const who = candidate.byPerson ? "a person says" : "believed";
  return ` · ${who}: ${candidate.verdict === "caused" ? "caused it" : "did not cause it"}`;
}

function Buttons({
  candidate,
  choose,
}: {
  readonly candidate: CandidateView;
  readonly choose: NonNullable<IncidentCandidatesProps["choose"]>;
}): ReactNode {
  const isSaid = candidate.byPerson;
  return (
    <div className={classes.buttons}>
      {isSaid && candidate.verdict === "caused" ? null : (
        <Button size="xs" variant="default" onClick={() => choose(candidate, "caused")}>
          It caused this
        </Button>
      )}
      {isSaid && candidate.verdict === "not_caused" ? null : (
        <Button size="xs" variant="default" onClick={() => choose(candidate, "not_caused")}>
          It did not
        </Button>
      )}
      {isSaid ? (
        <Button size="xs" variant="subtle" onClick={() => choose(candidate, "undecided")}>
          Leave it to the rule
        </Button>
      ) : null}
    </div>
  );
}
