"use client";

import { Button, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { callAction } from "@/lib/platform/http/action-client";
import type { PolicyView, TemplateView } from "@/lib/rollouts/api-contract";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import { resolvePlan } from "@/lib/rollouts/domain/plan";
import { overridesBetween } from "@/lib/rollouts/domain/plan-diff";
import { fetchTemplates, policyKey, templateKeys } from "@/lib/rollouts/queries";
import { PlanEditor } from "./plan-editor";
import { planErrors } from "./plan-errors";
import { PolicyPreviewSection } from "./policy-preview";
import type { ServicePolicyProps } from "./service-policy";
import classes from "./templates.module.css";

interface PolicyDialogProps {
  readonly policy: PolicyView;
  readonly setPolicy: ServicePolicyProps["setPolicy"];
  readonly previewPolicy: ServicePolicyProps["previewPolicy"];
  readonly onClose: () => void;
}

interface PolicyValues extends Record<string, unknown> {
  template: string;
  /** The whole plan as the service wants it; what differs from the template is sent. */
  overrides: RolloutPlan;
}

/** Adopt a template and change single values of it. Only the differences are kept, so that the rest follows the template. */
export function PolicyDialog({ policy, setPolicy, previewPolicy, onClose }: PolicyDialogProps): ReactNode {
  const templates = useQuery({ queryKey: templateKeys.list, queryFn: ({ signal }) => fetchTemplates(signal) });
  return (
    // Opened with its form: a dialog that waits for it would give the keyboard to its closing button.
    <Dialog isOpen={!templates.isPending} onClose={onClose} size="72rem" title={`How ${policy.service} is rolled out`}>
      {templates.error ? <ErrorState error={templates.error} doing="load the templates" /> : null}
      {templates.data ? (
        <PolicyForm {...{ policy, setPolicy, previewPolicy, onClose }} templates={templates.data} />
      ) : null}
    </Dialog>
  );
}

function PolicyForm(props: PolicyDialogProps & { readonly templates: readonly TemplateView[] }): ReactNode {
  const { policy, templates, setPolicy, previewPolicy, onClose } = props;
  const queryClient = useQueryClient();
  const planOf = (slug: string): RolloutPlan | undefined => templates.find((entry) => entry.slug === slug)?.plan;
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<PolicyValues>({
    initialValues: { template: policy.template?.slug ?? templates[0]?.slug ?? "", overrides: policy.plan },
    async send({ template, overrides }) {
      const base = planOf(template);
      const changes = base ? overridesBetween(base, overrides) : {};
      const given = { slug: policy.service, template, overrides: changes, revision: policy.revision };
      queryClient.setQueryData(policyKey(policy.service), await callAction(setPolicy, given));
      await queryClient.invalidateQueries({ queryKey: templateKeys.list });
      onClose();
    },
  });
  const { template, overrides: wanted } = form.values;
  const base = planOf(template);
  const changes = base ? overridesBetween(base, wanted) : {};
  const origin = base ? resolvePlan(base, changes, {}).origin : {};
  return (
    <form onSubmit={onSubmit} noValidate>
      <FormSection
        title="Template"
        description="The plan it follows. Another template keeps none of the changes below."
      >
        <Select
          data-autofocus
          label="Template"
          data={templates.map((entry) => ({ value: entry.slug, label: entry.name }))}
          allowDeselect={false}
          {...form.getInputProps("template")}
          onChange={(slug) => {
            const plan = slug === null ? undefined : planOf(slug);
            if (slug === null || !plan) return;
            form.setValues({ template: slug, overrides: plan });
          }}
        />
        <Button
          size="xs"
          variant="default"
          disabled={!base || Object.keys(changes).length === 0}
          onClick={() => base && form.setFieldValue("overrides", base)}
          style={{ alignSelf: "flex-start" }}
        >
          Take back every change
        </Button>
      </FormSection>
      <PlanEditor
        key={template}
        plan={wanted}
        errors={planErrors(wanted, form.errors, "overrides")}
        origin={origin}
        onChange={(plan) => form.setFieldValue("overrides", plan)}
      />
      <PolicyPreviewSection
        key={`${template} ${JSON.stringify(changes)}`}
        given={{ slug: policy.service, template, overrides: changes }}
        preview={previewPolicy}
      />
      <ReasonList reasons={generalReasons} />
      {failure ? <ErrorState error={failure} doing="save this" /> : null}
      <div className={classes.formEnd}>
        <Button variant="default" onClick={onClose} disabled={isSubmitting}>
          Cancel
        </Button>
        <Button type="submit" loading={isSubmitting}>
          Save
        </Button>
      </div>
    </form>
  );
}
