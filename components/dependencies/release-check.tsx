"use client";

import { Button, CloseButton, Select, Stack, TextInput } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ReleaseAnswer, ReleasePlanView } from "@/lib/dependencies/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./dependencies.module.css";
import { AnswerPanel, PlanPanel } from "./release-answer";

interface Asked {
  readonly environment: string;
  readonly moves: { readonly service: string; readonly version: string | null }[];
}

export interface ReleaseCheckProps {
  /** What the address says already. */
  readonly begun: Readonly<Record<"environment" | "service" | "version", string | undefined>>;
  readonly verdict: ServerAction<Asked, ReleaseAnswer>;
  readonly plan: ServerAction<Asked, ReleasePlanView>;
}

interface Values extends Record<string, unknown> {
  environment: string | null;
  moves: { service: string | null; version: string }[];
}

interface Told {
  readonly answer: ReleaseAnswer;
  readonly plan: ReleasePlanView;
}

/** Asks whether versions can be released together, and in which order. */
export function ReleaseCheck({ begun, verdict, plan }: ReleaseCheckProps): ReactNode {
  const [told, setTold] = useState<Told | null>(null);
  const problem = useProblemForm<Values>({
    initialValues: {
      environment: begun.environment ?? null,
      moves: [{ service: begun.service ?? null, version: begun.version ?? "" }],
    },
    async send({ environment, moves }) {
      setTold(null);
      const asked = {
        environment: environment ?? "",
        moves: moves.map(({ service, version }) => ({ service: service ?? "", version: version.trim() || null })),
      };
      setTold({ answer: await callAction(verdict, asked), plan: await callAction(plan, asked) });
    },
  });
  return (
    <>
      <PageHeader
        title="Can I release?"
        breadcrumbs={<Link href="/dependencies">Dependencies</Link>}
        answer="What a version needs of others, through all that they need in turn, and who needs it."
      />
      <div className={classes.stack}>
        <Panel title="What is released together">
          <ReleaseForm problem={problem} />
        </Panel>
        {told ? (
          <>
            <AnswerPanel answer={told.answer} />
            <PlanPanel plan={told.plan} />
          </>
        ) : (
          <Panel>
            <EmptyState
              kind="nothing_yet"
              title="Nothing was asked yet"
              description="A pipeline asks the same, and ends with 3 unless the answer is yes."
              command="signalbox dependencies check --environment production checkout@4.12.0"
            />
          </Panel>
        )}
      </div>
    </>
  );
}

function ReleaseForm({ problem }: { readonly problem: ReturnType<typeof useProblemForm<Values>> }): ReactNode {
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const environments = useEnvironmentChoices();
  const services = useServiceChoices();
  const { moves } = form.getValues();
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Select
          label="Environment"
          required
          searchable
          data={[...environments]}
          {...form.getInputProps("environment")}
        />
        {moves.map((_move, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the form.
          <div key={index} className={classes.move}>
            <Select
              label="Service"
              required
              searchable
              data={[...services]}
              {...form.getInputProps(`moves.${index}.service`)}
            />
            <TextInput
              label="Version"
              description="Empty: it goes away"
              inputWrapperOrder={["label", "input", "description", "error"]}
              maxLength={100}
              {...form.getInputProps(`moves.${index}.version`)}
            />
            <CloseButton
              aria-label={`Leave out release ${index + 1}`}
              disabled={moves.length === 1}
              onClick={() => form.removeListItem("moves", index)}
            />
          </div>
        ))}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="ask" /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={isSubmitting}>
            Ask
          </Button>
          <Button
            variant="default"
            disabled={moves.length >= 50}
            onClick={() => form.insertListItem("moves", { service: null, version: "" })}
          >
            Together with another
          </Button>
        </div>
      </Stack>
    </form>
  );
}
