import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import type { BudgetPolicyPreview } from "@/lib/policies/contract";
import classes from "./policies.module.css";
import { consequenceBadge } from "./policy-words";

const maxShown = 6;

/** What a policy would have done over the last quarter. */
export function DryRunView({ preview }: { readonly preview: BudgetPolicyPreview }): ReactNode {
  const { deployments, leftOut, free, slowed, askedForApproval, frozen, undetermined, heldHours, held, rule } = preview;
  if (deployments === 0) {
    return (
      <output className={classes.preview}>
        Nothing was deployed to a service of this tier here in the last 90 days, so the past says nothing about this
        policy.
      </output>
    );
  }
  return (
    <output className={classes.preview}>
      <p>
        Of {deployments} {deployments === 1 ? "deployment" : "deployments"} of the last 90 days, {free} would have gone
        freely, {slowed} been slowed down, {askedForApproval} needed an approval, {frozen} been frozen; of{" "}
        {undetermined} it is undetermined, and they would have waited too. Together they would have waited {heldHours}{" "}
        hours.
      </p>
      {held.length > 0 ? (
        <ul>
          {held.slice(0, maxShown).map((one) => (
            <li key={one.deploymentId}>
              {one.service.name} {one.version}, <Time atMs={Date.parse(one.at)} format="absolute" />:{" "}
              {consequenceBadge(one.consequence).label.toLowerCase()}
              {one.heldHours === null ? "" : ` for ${one.heldHours} h`}. {one.sentence}
            </li>
          ))}
        </ul>
      ) : null}
      <p className={classes.muted}>
        {rule}
        {leftOut > 0 ? ` ${leftOut} older deployments were left out.` : ""}
      </p>
    </output>
  );
}
