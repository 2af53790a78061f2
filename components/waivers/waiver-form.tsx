"use client";

import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { RequestWaiverInput, WaiverDetail } from "@/lib/waivers/contract";
import { type WaiverKind, waiverKinds } from "@/lib/waivers/port";
import { LiveRisk } from "./live-risk";
import { SubjectField } from "./subject-field";
import { kindEffects, kindNames } from "./waiver-words";
import classes from "./waivers.module.css";

export interface WaiverFormProps {
  readonly request: ServerAction<RequestWaiverInput, WaiverDetail>;
  /** From the address: what another page already knew. */
  readonly initial: {
    readonly kind: string;
    readonly service: string;
    readonly environment: string;
    readonly subject: string;
  };
}

export interface WaiverValues extends Record<string, unknown> {
  kind: WaiverKind;
  subject: string;
  service: string | null;
  environment: string | null;
  justification: string;
  risk: string;
  mitigation: string;
  sunset: string;
  startsAt: string;
  endsAt: string;
}

const hourMs = 3_600_000;

/** The instant that was typed, in the form of the API; what cannot be read goes as it is, for the server to name. */
export function toInstant(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? text : new Date(at).toISOString();
}

/** Ask for a waiver; its score follows what is typed. */
export function WaiverForm({ request, initial }: WaiverFormProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const isDraft = useRef(false);
  const from = Math.ceil(nowMs / hourMs) * hourMs;
  const problem = useProblemForm<WaiverValues>({
    initialValues: {
      kind: waiverKinds.find((kind) => kind === initial.kind) ?? "freeze",
      subject: initial.subject || "*",
      service: initial.service || null,
      environment: initial.environment || null,
      ...{ justification: "", risk: "", mitigation: "", sunset: "" },
      startsAt: toWallClock(from, zone),
      endsAt: toWallClock(from + 24 * hourMs, zone),
    },
    async send(values) {
      const made = await callAction(request, { ...givenOf(values, zone), isDraft: isDraft.current });
      await queryClient.invalidateQueries({ queryKey: ["waiver"] });
      router.push(`/waivers/${made.id}`);
    },
  });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes.columns}>
        <Panel>
          <Rule problem={problem} />
          <Words problem={problem} />
          <FormSection
            title="How long"
            description="It begins and ends by the clock. It ends at 90 days at the latest."
          >
            <div className={classes.pair}>
              <TextInput
                type="datetime-local"
                label={`Starts (${zone})`}
                required
                {...form.getInputProps("startsAt")}
              />
              <TextInput type="datetime-local" label={`Ends (${zone})`} required {...form.getInputProps("endsAt")} />
            </div>
            <ReasonList reasons={generalReasons} />
            {failure ? <ErrorState error={failure} doing="ask for the waiver" /> : null}
            <div className={classes.end}>
              <Button variant="default" component={Link} href="/waivers">
                Cancel
              </Button>
              <Button
                variant="default"
                disabled={isSubmitting}
                onClick={() => {
                  isDraft.current = true;
                  onSubmit();
                }}
              >
                Keep as a draft
              </Button>
              <Button
                type="submit"
                loading={isSubmitting}
                onClick={() => {
                  isDraft.current = false;
                }}
              >
                Ask for approval
              </Button>
            </div>
          </FormSection>
        </Panel>
        <LiveRisk values={form.values} zone={zone} />
      </div>
    </form>
  );
}

/** What the API takes. */
function givenOf(values: WaiverValues, zone: string): RequestWaiverInput {
  return {
    ...values,
    service: values.service ?? "",
    environment: values.environment ?? "",
    sunset: values.sunset.trim() || null,
    startsAt: toInstant(values.startsAt, zone),
    endsAt: toInstant(values.endsAt, zone),
  };
}

interface SectionProps {
  readonly problem: ProblemForm<WaiverValues>;
}

function Rule({ problem: { form } }: SectionProps): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  return (
    <FormSection title="Which rule, and where" description="A waiver is for one service in one environment.">
      <Select
        label="Rule"
        required
        allowDeselect={false}
        description={kindEffects[form.values.kind]}
        data={waiverKinds.map((value) => ({ value, label: kindNames[value] }))}
        {...form.getInputProps("kind")}
        onChange={(kind) => form.setValues({ kind: (kind ?? "freeze") as WaiverKind, subject: "*" })}
      />
      <Select
        label="Service"
        required
        searchable
        allowDeselect={false}
        data={[...services]}
        nothingFoundMessage="No such service"
        {...form.getInputProps("service")}
        onChange={(service) => form.setValues({ service, subject: "*" })}
      />
      <Select
        label="Environment"
        required
        allowDeselect={false}
        data={[...environments]}
        {...form.getInputProps("environment")}
        onChange={(environment) => form.setValues({ environment, subject: "*" })}
      />
      <SubjectField values={form.values} field={form.getInputProps("subject")} />
    </FormSection>
  );
}

function Words({ problem: { form } }: SectionProps): ReactNode {
  const area = { required: true, autosize: true, minRows: 2, maxRows: 8, maxLength: 2_000 } as const;
  return (
    <FormSection
      title="Why, and at what risk"
      description="This is what others approve: a changed word needs new approvals."
    >
      <Textarea {...area} label="Why the rule should be bent" {...form.getInputProps("justification")} />
      <Textarea {...area} label="What can go wrong meanwhile" {...form.getInputProps("risk")} />
      <Textarea {...area} label="What is done against it" {...form.getInputProps("mitigation")} />
      <Textarea
        {...area}
        required={false}
        label="What must be true for this never to be asked again"
        description="For migrations: when the exception is no longer needed."
        {...form.getInputProps("sunset")}
      />
    </FormSection>
  );
}
