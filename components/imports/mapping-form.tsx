"use client";

import { Button, SegmentedControl, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import type { ImportView, TableMapping, TablePreview } from "@/lib/imports/contract";
import { guessColumns, type TableSubject, tableFields, tableSubjects } from "@/lib/imports/domain/csv-fields";
import { importKeys } from "@/lib/imports/queries";
import { callAction } from "@/lib/platform/http/action-client";
import type { ImportScreenProps } from "./import-screen";
import { subjectWords } from "./import-words";
import classes from "./imports.module.css";

interface Values extends Record<string, unknown> {
  readonly mapping: {
    readonly subject: TableSubject;
    readonly columns: Record<string, string | null>;
    readonly zone: string | null;
    readonly dateOrder: "dmy" | "mdy" | null;
  };
}

export interface MappingFormProps {
  readonly view: ImportView;
  readonly preview: TablePreview;
  readonly check: ImportScreenProps["check"];
}

function columnsOf(subject: TableSubject, chosen: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(tableFields[subject].map(({ name }) => [name, chosen[name] ?? null]));
}

function initialOf(view: ImportView, preview: TablePreview): Values {
  const { guess } = preview;
  const mapping = view.mapping ?? {
    subject: guess.subject,
    columns: guess.columns,
    zone: browserZone(),
    dateOrder: null,
  };
  return { mapping: { ...mapping, columns: columnsOf(mapping.subject, mapping.columns) } };
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

function given(mapping: Values["mapping"]): TableMapping {
  const columns = Object.entries(mapping.columns).flatMap(([name, column]) =>
    column ? [[name, column] as const] : [],
  );
  return { ...mapping, columns: Object.fromEntries(columns) };
}

/** Say what each column means; the rows are then tried without keeping anything. */
export function MappingForm({ view, preview, check }: MappingFormProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<Values>({
    initialValues: initialOf(view, preview),
    send: async ({ mapping }) => {
      const saved = await callAction(check, { id: view.id, revision: view.revision, mapping: given(mapping) });
      queryClient.setQueryData(importKeys.detail(view.id), saved);
    },
  });
  const { mapping } = form.values;
  const zones = Intl.supportedValuesOf("timeZone");
  return (
    <Panel title="What the columns mean" description="Guessed from the header. Change what is wrong, then check.">
      <form onSubmit={onSubmit} noValidate>
        <FormSection title="Rows" description="What one row of the file is.">
          <SegmentedControl
            aria-label="What one row is"
            orientation="horizontal"
            value={mapping.subject}
            onChange={(value) => {
              const subject = value as TableSubject;
              form.setFieldValue("mapping", {
                ...mapping,
                subject,
                columns: columnsOf(subject, guessColumns(subject, preview.header)),
              });
            }}
            data={tableSubjects.map((value) => ({ value, label: subjectWords[value] }))}
          />
        </FormSection>
        <FormSection title="Times" description="Only for times that say neither zone nor order themselves.">
          <div className={classes.grid}>
            <Select
              label="Zone"
              searchable
              clearable
              data={["UTC", ...zones.filter((zone) => zone !== "UTC")]}
              placeholder="None: such times are faults"
              {...form.getInputProps("mapping.zone")}
            />
            <Select
              label="03/04/2026 is"
              clearable
              placeholder="A fault"
              data={[
                { value: "dmy", label: "3 April (day first)" },
                { value: "mdy", label: "4 March (month first)" },
              ]}
              {...form.getInputProps("mapping.dateOrder")}
            />
          </div>
        </FormSection>
        <FormSection title="Columns" description={`${preview.header.length} columns in the file.`}>
          <div className={classes.grid}>
            {tableFields[mapping.subject].map((field) => (
              <Select
                key={`${mapping.subject}.${field.name}`}
                label={field.label}
                required={field.isRequired}
                clearable={!field.isRequired}
                searchable
                placeholder="Not in the file"
                data={preview.header}
                {...form.getInputProps(`mapping.columns.${field.name}`)}
              />
            ))}
          </div>
        </FormSection>
        <PreviewTable preview={preview} />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="check the rows" /> : null}
        <div className={classes.formEnd}>
          <Button type="submit" variant={view.state === "checked" ? "default" : "filled"} loading={isSubmitting}>
            {view.state === "checked" ? "Check again" : "Check all rows"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function PreviewTable({ preview }: { readonly preview: TablePreview }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={classes.scroll} aria-label="First rows of the file" tabIndex={0}>
      <table className={classes.preview}>
        <thead>
          <tr>
            {preview.header.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 5).map((row, index) => (
            // Rows of a file have no other name than their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file never change their order
            <tr key={index}>
              {preview.header.map((name, at) => (
                <td key={name}>{row[at] ?? ""}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
