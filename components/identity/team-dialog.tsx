"use client";

import { MultiSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { slugFrom } from "@/lib/catalog/domain/slug";
import type { TeamView } from "@/lib/identity/contract";
import { fetchPeople, userKeys } from "@/lib/identity/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FormDialog } from "./form-dialog";

interface Members {
  readonly memberIds: string[];
}

export interface TeamDialogProps {
  readonly isOpen: boolean;
  /** The team to edit; null makes a new one. */
  readonly team: TeamView | null;
  readonly onClose: () => void;
  readonly actions: {
    readonly createTeam: ServerAction<{ readonly slug: string; readonly name: string } & Members, TeamView>;
    readonly editTeam: ServerAction<
      { readonly id: string; readonly revision: number; readonly name: string },
      TeamView
    >;
    readonly setTeamMembers: ServerAction<{ readonly id: string; readonly revision: number } & Members, TeamView>;
  };
}

export function TeamDialog({ isOpen, team, onClose, actions }: TeamDialogProps): ReactNode {
  const client = useQueryClient();
  const people = useQuery({ queryKey: userKeys.people(""), queryFn: ({ signal }) => fetchPeople("", signal) });
  const { form, ...state } = useProblemForm({
    initialValues: {
      name: team?.name ?? "",
      slug: team?.slug ?? "",
      memberIds: team?.members.map((person) => person.id) ?? [],
    },
    async send({ name, slug, memberIds }) {
      if (team) {
        const renamed =
          name === team.name
            ? team
            : await callAction(actions.editTeam, { id: team.id, revision: team.revision, name });
        await callAction(actions.setTeamMembers, { id: team.id, revision: renamed.revision, memberIds });
      } else await callAction(actions.createTeam, { name, slug, memberIds });
      await client.invalidateQueries({ queryKey: ["team"] });
      onClose();
      form.reset();
    },
  });
  // Members who are beyond the first page of names stay selectable under their own.
  const known = new Map([...(team?.members ?? []), ...(people.data ?? [])].map((person) => [person.id, person.name]));
  const nameProps = form.getInputProps("name");
  return (
    <FormDialog
      {...state}
      isOpen={isOpen}
      onClose={onClose}
      title={team ? `Edit ${team.name}` : "Add a team"}
      submitLabel={team ? "Save the team" : "Add the team"}
    >
      <TextInput
        data-autofocus
        label="Name"
        required
        {...nameProps}
        onChange={(event) => {
          const isFollowing = team === null && form.getValues().slug === slugFrom(form.getValues().name);
          nameProps.onChange(event);
          if (isFollowing) form.setFieldValue("slug", slugFrom(event.currentTarget.value));
        }}
      />
      <TextInput
        label="Short name"
        description="In addresses and files; it stays."
        required
        readOnly={team !== null}
        {...form.getInputProps("slug")}
      />
      <MultiSelect
        label="Members"
        searchable
        data={[...known].map(([value, label]) => ({ value, label }))}
        nothingFoundMessage="Nobody by this name"
        {...form.getInputProps("memberIds")}
      />
    </FormDialog>
  );
}
