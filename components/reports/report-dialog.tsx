"use client";

import { Button, Group, MultiSelect, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { usePersonChoices } from "@/components/catalog/use-person-choices";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { CopyButton } from "@/components/feedback/copy-button";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { useTimeZone } from "@/components/layout/preferences";
import { type Measure, measures, measureWords } from "@/lib/insights/domain/measures";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { CadenceFields, CreateReportInput, Recipient, ReportView, SavedReport } from "@/lib/reports/contract";
import { weekdayChoices } from "./report-words";

export interface ReportDialogActions {
  readonly create: ServerAction<CreateReportInput, SavedReport>;
  readonly edit: ServerAction<CreateReportInput & { readonly id: string; readonly revision: number }, SavedReport>;
}

interface ReportDialogProps extends ReportDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: ReportView | null | undefined;
  readonly onClose: () => void;
}

/** Schedule a report, or change one. A new signing secret is shown once. */
export function ReportDialog(props: ReportDialogProps): ReactNode {
  const { open, onClose } = props;
  const [secret, setSecret] = useState<string | null>(null);
  const close = (): void => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog isOpen={open !== undefined} onClose={close} title={open ? `Edit ${open.name}` : "New report"} size="lg">
      {open === undefined ? null : secret ? (
        <Stack gap="md">
          <p>
            Webhooks of this report are signed with this secret. It is shown once: <code>{secret}</code>{" "}
            <CopyButton value={secret} what="secret" />
          </p>
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <ReportForm {...props} report={open} onClose={close} onSecret={setSecret} />
      )}
    </Dialog>
  );
}

interface ReportValues extends Record<string, unknown> {
  name: string;
  measures: string[];
  period: CreateReportInput["content"]["period"];
  by: CreateReportInput["content"]["by"];
  service: string | null;
  kind: CadenceFields["kind"];
  time: string;
  weekday: string;
  day: string;
  timeZone: string;
  people: string[];
  teams: string[];
  recipients: string;
}

function initialValues(report: ReportView | null, zone: string): ReportValues {
  const cadence = report?.cadence;
  return {
    name: report?.name ?? "",
    measures: [...(report?.content.measures ?? measures.slice(0, 4))],
    period: report?.content.period ?? "30d",
    by: report?.content.by ?? "team",
    service: report?.content.service ?? null,
    kind: cadence?.kind ?? "weekly",
    time: cadence?.time ?? "08:00",
    weekday: cadence?.kind === "weekly" ? String(cadence.weekday) : "1",
    day: cadence?.kind === "monthly" ? String(cadence.day) : "1",
    timeZone: report?.timeZone ?? zone,
    people: addressesOf(report, "person"),
    teams: addressesOf(report, "team"),
    recipients: [...addressesOf(report, "mail"), ...addressesOf(report, "webhook")].join("\n"),
  };
}

function addressesOf(report: ReportView | null, kind: Recipient["kind"]): string[] {
  return (report?.recipients ?? []).filter((one) => one.kind === kind).map(({ address }) => address);
}

function cadenceOf({ kind, time, weekday, day }: ReportValues): CadenceFields {
  if (kind === "weekly") return { kind, time, weekday: Number(weekday) };
  if (kind === "monthly") return { kind, time, day: Number(day) };
  return { kind, time, workingDaysOnly: true };
}

/** People, teams, and one a line: an address with a scheme is a webhook, any other an e-mail address. */
function recipientsOf({ people, teams, recipients }: ReportValues): Recipient[] {
  const others = recipients
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((address): Recipient => ({ kind: /^[a-z]+:\/\//i.test(address) ? "webhook" : "mail", address }));
  return [
    ...people.map((address): Recipient => ({ kind: "person", address })),
    ...teams.map((address): Recipient => ({ kind: "team", address })),
    ...others,
  ];
}

interface ReportFormProps extends ReportDialogProps {
  readonly report: ReportView | null;
  readonly onSecret: (secret: string) => void;
}

function ReportForm({ report, create, edit, onClose, onSecret }: ReportFormProps): ReactNode {
  const queryClient = useQueryClient();
  const services = useServiceChoices();
  const problem = useProblemForm<ReportValues>({
    initialValues: initialValues(report, useTimeZone()),
    async send(values) {
      const { name, period, by, service, timeZone } = values;
      const content = { measures: values.measures as Measure[], period, by, ...(service ? { service } : {}) };
      const fields = {
        name,
        content,
        cadence: cadenceOf(values),
        timeZone,
        recipients: recipientsOf(values),
      };
      const saved = report
        ? await callAction(edit, { ...fields, id: report.id, revision: report.revision })
        : await callAction(create, fields);
      await queryClient.invalidateQueries({ queryKey: ["report"] });
      if (saved.secret) onSecret(saved.secret);
      else onClose();
    },
  });
  const { form } = problem;
  const { kind } = form.getValues();
  return (
    <DialogForm
      problem={problem}
      doing="save the report"
      submitLabel={report ? "Save" : "Create report"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <MultiSelect
        label="Figures"
        required
        data={measures.map((value) => ({ value, label: measureWords[value].title }))}
        {...form.getInputProps("measures")}
      />
      <Select
        label="Period"
        allowDeselect={false}
        data={[
          { value: "7d", label: "Last 7 days" },
          { value: "30d", label: "Last 30 days" },
          { value: "90d", label: "Last 90 days" },
          { value: "6m", label: "Last 6 months" },
          { value: "12m", label: "Last 12 months" },
        ]}
        {...form.getInputProps("period")}
      />
      <Select
        label="Side by side"
        allowDeselect={false}
        data={[
          { value: "none", label: "Nothing" },
          { value: "team", label: "Teams" },
          { value: "service", label: "Services" },
          { value: "tier", label: "Tiers" },
          { value: "environment", label: "Environments" },
        ]}
        {...form.getInputProps("by")}
      />
      <Select
        label="Service"
        placeholder="Every service"
        clearable
        searchable
        data={[...services]}
        {...form.getInputProps("service")}
      />
      <Select
        label="How often"
        allowDeselect={false}
        data={[
          { value: "daily", label: "Every working day" },
          { value: "weekly", label: "Every week" },
          { value: "monthly", label: "Every month" },
        ]}
        {...form.getInputProps("kind")}
      />
      {kind === "weekly" ? (
        <Select label="Day" allowDeselect={false} data={weekdayChoices} {...form.getInputProps("weekday")} />
      ) : null}
      {kind === "monthly" ? (
        <TextInput
          label="Day of the month"
          description="1 to 28, so that every month has it."
          {...form.getInputProps("day")}
        />
      ) : null}
      <TextInput type="time" label="Time" {...form.getInputProps("time")} />
      <TextInput
        label="Time zone"
        description="An IANA name; changes of clocks are followed."
        {...form.getInputProps("timeZone")}
      />
      <RecipientFields form={form} />
    </DialogForm>
  );
}

/** Who gets it: people and teams of this installation, and others. */
function RecipientFields({ form }: Pick<ProblemForm<ReportValues>, "form">): ReactNode {
  const people = usePersonChoices();
  const teams = useTeamChoices();
  return (
    <>
      <MultiSelect
        label="People"
        description="By mail to the address that they have on the day."
        searchable
        clearable
        data={[...people]}
        {...form.getInputProps("people")}
      />
      <MultiSelect
        label="Teams"
        description="Everybody who is in the team on the day."
        searchable
        clearable
        data={[...teams]}
        {...form.getInputProps("teams")}
      />
      <Textarea
        label="Other recipients"
        autosize
        minRows={2}
        description="One a line: an e-mail address, or an https:// address for a signed webhook."
        {...form.getInputProps("recipients")}
      />
    </>
  );
}
