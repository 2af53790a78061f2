import { MultiSelect, NumberInput, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { errorsUnder } from "@/components/forms/errors-under";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import classes from "./reviews.module.css";
import type { RulesValues } from "./rules-values";

type Given = Pick<ProblemForm<RulesValues>, "form">;

const tiers = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));

/** Every rule, in the order in which a breach meets them. */
export function RulesFields({ form }: Given): ReactNode {
  return (
    <>
      <Tiers isFirst form={form} path="rules.rootCause.breachTiers" label="Breaches of these tiers need a root cause" />
      <Tiers form={form} path="rules.rootCause.failedChangeTiers" label="Failed changes of these tiers need one" />
      <Pair>
        <Whole form={form} path="rules.rootCause.dueDays" label="Signed within" suffix=" days" max={60} />
        <Whole
          form={form}
          path="rules.rootCause.withinDays"
          label="Failed changes count for"
          suffix=" days"
          max={365}
        />
      </Pair>
      <Pair>
        <Whole
          form={form}
          path="rules.repeated.breaches"
          label="Retrospective after"
          suffix=" breaches"
          max={20}
          min={2}
        />
        <Whole form={form} path="rules.repeated.periods" label="In the last" suffix=" periods" max={24} />
      </Pair>
      <Pair>
        <Whole form={form} path="rules.agenda.waiverDays" label="Waivers that end within" suffix=" days" max={90} />
        <Whole form={form} path="rules.agenda.emergencyDays" label="Emergencies stay for" suffix=" days" max={90} />
      </Pair>
      <Pair>
        <Whole form={form} path="rules.stale.periods" label="Stale: ended periods looked at" max={24} />
        <Whole
          form={form}
          path="rules.stale.measuredDays"
          label="Stale: nothing measured for"
          suffix=" days"
          max={365}
        />
      </Pair>
      <Whole
        form={form}
        path="rules.stale.missFactor"
        label="Stale: errors in every period at least"
        suffix=" times what the target allows"
        max={1_000}
        min={2}
      />
      <Textarea label="Reason" required autosize {...form.getInputProps("reason")} />
    </>
  );
}

function Pair({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.pair}>{children}</div>;
}

interface TiersProps extends Given {
  readonly path: string;
  readonly label: string;
  /** The dialog begins with it. */
  readonly isFirst?: boolean;
}

function Tiers({ form, path, label, isFirst }: TiersProps): ReactNode {
  return (
    <MultiSelect
      data-autofocus={isFirst}
      label={label}
      data={tiers}
      {...form.getInputProps(path)}
      error={errorsUnder(form.errors, path)}
    />
  );
}

interface WholeProps extends Given {
  readonly path: string;
  readonly label: string;
  readonly suffix?: string;
  readonly min?: number;
  readonly max: number;
}

function Whole({ form, path, label, suffix = "", min = 1, max }: WholeProps): ReactNode {
  return (
    <NumberInput
      label={label}
      required
      allowDecimal={false}
      min={min}
      max={max}
      suffix={suffix}
      {...form.getInputProps(path)}
    />
  );
}
