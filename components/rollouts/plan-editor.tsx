"use client";

import { Button, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { FormSection } from "@/components/forms/form-section";
import { type RolloutPlan, Strategy } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { strategyNames } from "./phase";
import { PlanDeadlines } from "./plan-deadlines";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";
import { PlanSteps } from "./plan-steps";
import { PlanTriggers } from "./plan-triggers";
import { SmokeChecks } from "./smoke-checks";

export interface PlanEditorProps {
  readonly plan: RolloutPlan;
  readonly onChange: (plan: RolloutPlan) => void;
  readonly errors: PlanErrors;
  /** Where each value comes from; overridden ones are marked. */
  readonly origin?: Readonly<Record<string, string>>;
}

/** Everything that a plan says, to change. Problems stand at their fields while one types. */
export function PlanEditor({ plan, onChange, errors, origin = {} }: PlanEditorProps): ReactNode {
  return (
    <>
      <FormSection
        title="Strategy and steps"
        description="Each step sets a share of the traffic, waits until the data plane shows it, and must look good for its bake time. The last step has 100 %."
      >
        <div className={classes.strategy}>
          <SegmentedControl
            aria-label="Strategy"
            value={plan.strategy}
            onChange={(value) => onChange({ ...plan, strategy: Strategy.parse(value) })}
            data={Strategy.options.map((value) => ({ value, label: strategyNames[value] }))}
          />
          <Button
            size="xs"
            variant="default"
            onClick={() => onChange({ ...plan, steps: [...defaultPlans[plan.strategy].steps] })}
          >
            Fill in the usual steps
          </Button>
        </div>
        <PlanSteps plan={plan} onChange={(steps) => onChange({ ...plan, steps })} errors={errors} />
      </FormSection>
      <FormSection
        title="Triggers"
        description="Each of these takes the new version out of traffic by itself. Numbers are compared with the old version at the same time. With numbers missing they say blind, never pass."
      >
        <PlanTriggers
          triggers={plan.triggers}
          onChange={(triggers) => onChange({ ...plan, triggers })}
          errors={errors}
          origin={origin}
        />
      </FormSection>
      <FormSection
        title="Smoke checks"
        description="Asked of every server of the new version before any traffic moves. All must be answered as expected."
      >
        <SmokeChecks
          checks={plan.smokeChecks}
          onChange={(smokeChecks) => onChange({ ...plan, smokeChecks })}
          errors={errors}
        />
      </FormSection>
      <FormSection
        title="Time limits"
        description="Every state that waits has an end, so that nothing is forgotten in the middle."
      >
        <PlanDeadlines plan={plan} onChange={onChange} errors={errors} origin={origin} />
      </FormSection>
    </>
  );
}
