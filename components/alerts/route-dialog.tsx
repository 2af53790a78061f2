"use client";

import { MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { type AlertRouteView, type RouteMatch, routedKinds } from "@/lib/alerts/contract";
import { alertKeys } from "@/lib/alerts/queries";
import { alertKinds } from "@/lib/connections/contract";
import { connectionKeys, fetchConnections } from "@/lib/connections/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import { kindLabels } from "./alert-words";
import classes from "./alerts.module.css";

interface RouteFields {
  readonly name: string;
  readonly connection: string;
  readonly match: RouteMatch;
}

export interface RouteDialogActions {
  readonly create: ServerAction<RouteFields, AlertRouteView>;
  readonly edit: ServerAction<
    RouteFields & { readonly id: string; readonly revision: number; readonly isEnabled: boolean },
    AlertRouteView
  >;
}

export interface RouteDialogProps extends RouteDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: AlertRouteView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit a route. */
export function RouteDialog(props: RouteDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New route"} size="lg">
      {open === undefined ? null : <RouteForm {...props} route={open} />}
    </Dialog>
  );
}

interface RouteValues extends Record<string, unknown> {
  name: string;
  connection: string | null;
  isEnabled: boolean;
  match: Omit<{ -readonly [Name in keyof RouteMatch]: string[] }, "tiers"> & { tiers: string[] };
}

function valuesOf(route: AlertRouteView | null): RouteValues {
  const { kinds, services, teams, environments, objectives, tiers } = route?.match ?? {
    ...{ kinds: ["page"], services: [], teams: [], environments: [], objectives: [], tiers: [] as number[] },
  };
  return {
    name: route?.name ?? "",
    connection: route?.connection.slug ?? null,
    isEnabled: route?.isEnabled ?? true,
    match: {
      ...{ kinds: [...kinds], services: [...services], teams: [...teams], environments: [...environments] },
      ...{ objectives: [...objectives], tiers: tiers.map(String) },
    },
  };
}

function fieldsOf({ name, connection, match }: RouteValues): RouteFields {
  const kinds = match.kinds as RouteMatch["kinds"];
  return { name, connection: connection ?? "", match: { ...match, kinds, tiers: match.tiers.map(Number) } };
}

function RouteForm(props: RouteDialogProps & { readonly route: AlertRouteView | null }): ReactNode {
  const { route, create, edit, onClose } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<RouteValues>({
    initialValues: valuesOf(route),
    async send(values) {
      const fields = fieldsOf(values);
      const { isEnabled } = values;
      if (route) await callAction(edit, { ...fields, id: route.id, revision: route.revision, isEnabled });
      else await callAction(create, fields);
      await queryClient.invalidateQueries({ queryKey: alertKeys.routes });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="save the route"
      submitLabel={route ? "Save route" : "Create route"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <ConnectionField form={form} />
      <MultiSelect
        label="Is told of"
        required
        data={routedKinds.map((value) => ({ value, label: kindLabels[value] }))}
        {...form.getInputProps("match.kinds")}
      />
      <PlaceFields form={form} />
      {route ? (
        <Switch
          label="In use"
          description="Out of use, it takes no alert that fires."
          {...form.getInputProps("isEnabled", { type: "checkbox" })}
        />
      ) : null}
    </DialogForm>
  );
}

type Given = Pick<ProblemForm<RouteValues>, "form">;

function ConnectionField({ form }: Given): ReactNode {
  const connections = useQuery({
    queryKey: connectionKeys.list,
    queryFn: ({ signal }) => fetchConnections(signal),
  });
  const kinds: readonly string[] = alertKinds;
  const choices = (connections.data ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ slug, name }) => ({ value: slug, label: name }));
  return (
    <Select
      label="Connection"
      required
      searchable
      data={choices}
      description="PagerDuty, ServiceNow, webhooks and mailboxes of the page Connections"
      nothingFoundMessage="There is none yet: add one under Connections."
      {...form.getInputProps("connection")}
    />
  );
}

function PlaceFields({ form }: Given): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const teams = useTeamChoices();
  const objectives = useQuery({
    queryKey: objectiveKeys.list({}),
    queryFn: ({ signal }) => fetchObjectives({}, signal),
  });
  const named = (objectives.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }));
  const field = (name: string, label: string, data: readonly { value: string; label: string }[]) => (
    <MultiSelect
      label={label}
      placeholder="Every one"
      searchable
      clearable
      data={[...data]}
      {...form.getInputProps(`match.${name}`)}
    />
  );
  return (
    <div className={classes.pair}>
      {field("environments", "Environments", environments)}
      {field("tiers", "Tiers", tierChoices)}
      {field("services", "Services", services)}
      {field("teams", "Teams that own the service", teams)}
      {field("objectives", "Objectives", named)}
    </div>
  );
}

const tierChoices = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));
