"use client";

import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ObjectivePreview, ObjectiveView, SloDefinition } from "@/lib/slos/contract";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import { DefinitionFields } from "./definition-fields";
import { definitionOf, type ObjectiveValues, valuesOf } from "./objective-values";
import { PreviewView } from "./preview-view";
import { type CompareAction, TargetsBeside } from "./target-comparison";

interface CreateFields {
  readonly slug: string;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly definition: SloDefinition;
  readonly reason?: string;
}

interface EditFields {
  readonly slug: string;
  readonly revision: number;
  readonly name: string;
  readonly definition: SloDefinition;
  readonly reason: string;
}

export interface ObjectiveDialogActions {
  readonly create: ServerAction<CreateFields, ObjectiveView>;
  readonly edit: ServerAction<EditFields, ObjectiveView>;
  readonly compare: CompareAction;
  readonly preview: ServerAction<Pick<CreateFields, "service" | "environment" | "definition">, ObjectivePreview>;
}

export interface ObjectiveDialogProps extends ObjectiveDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: ObjectiveView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit an objective, and see before saving what it would have meant. */
export function ObjectiveDialog(props: ObjectiveDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog
      isOpen={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New objective"}
      size="lg"
    >
      {open === undefined ? null : <ObjectiveForm {...props} objective={open} />}
    </Dialog>
  );
}

function ObjectiveForm(props: ObjectiveDialogProps & { readonly objective: ObjectiveView | null }): ReactNode {
  const { objective, create, edit, preview, onClose } = props;
  const queryClient = useQueryClient();
  // What was tried last, with the words it was tried for: another word makes it old.
  const [tried, setTried] = useState<{ readonly key: string; readonly outcome: ObjectivePreview } | null>(null);
  // Read while the form is sent, which is before React has drawn again.
  const intent = useRef<"try" | "save">("try");
  const problemForm = useProblemForm<ObjectiveValues>({
    initialValues: valuesOf(objective),
    async send(values) {
      const definition = definitionOf(values, objective?.definition);
      if (intent.current === "try") {
        const place = { service: values.service ?? "", environment: values.environment ?? "" };
        setTried({ key: keyOf(values), outcome: await callAction(preview, { ...place, definition }) });
        return;
      }
      await save(values, definition);
      await queryClient.invalidateQueries({ queryKey: ["objective"] });
      onClose();
    },
  });
  async function save(values: ObjectiveValues, definition: SloDefinition): Promise<void> {
    const { slug, name, reason } = values;
    if (objective) await callAction(edit, { slug, revision: objective.revision, name, definition, reason });
    else {
      const place = { service: values.service ?? "", environment: values.environment ?? "" };
      await callAction(create, { slug, name, ...place, definition, ...(reason ? { reason } : {}) });
    }
  }
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problemForm;
  const isTried = tried !== null && tried.key === keyOf(form.getValues());
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Identity form={form} isNew={objective === null} />
        <DefinitionFields form={form} />
        <TextInput
          label="Reason"
          required={objective !== null}
          description="Stays with this version of the definition"
          maxLength={1_000}
          {...form.getInputProps("reason")}
        />
        {isTried ? <PreviewView preview={tried.outcome} /> : null}
        {isTried ? <Beside values={form.getValues()} objective={objective} compare={props.compare} /> : null}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="use this objective" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={isTried ? "default" : "filled"}
            loading={isSubmitting}
            onClick={() => {
              intent.current = "try";
            }}
          >
            Try on the past
          </Button>
          {isTried ? (
            <Button
              type="submit"
              loading={isSubmitting}
              onClick={() => {
                intent.current = "save";
              }}
            >
              {objective ? "Save objective" : "Create objective"}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

/** Requests can be weighed against other targets. */
function Beside({
  values,
  objective,
  compare,
}: {
  readonly values: ObjectiveValues;
  readonly objective: ObjectiveView | null;
  readonly compare: CompareAction;
}): ReactNode {
  const definition = definitionOf(values, objective?.definition);
  if (!isCounted(definition)) return null;
  const { service, environment } = values;
  return (
    <TargetsBeside service={service ?? ""} environment={environment ?? ""} definition={definition} compare={compare} />
  );
}

/** The part of the values that a preview depends on. */
function keyOf({ name: _name, slug: _slug, reason: _reason, ...rest }: ObjectiveValues): string {
  return JSON.stringify(rest);
}

function Identity({
  form,
  isNew,
}: Pick<ProblemForm<ObjectiveValues>, "form"> & { readonly isNew: boolean }): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  if (!isNew) return <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />;
  return (
    <>
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <TextInput
        label="Slug"
        required
        description="Small letters, digits and hyphens; it cannot be changed"
        maxLength={63}
        {...form.getInputProps("slug")}
      />
      <Select label="Service" required searchable data={[...services]} {...form.getInputProps("service")} />
      <Select label="Environment" required data={[...environments]} {...form.getInputProps("environment")} />
    </>
  );
}
