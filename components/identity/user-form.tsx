"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { UserView } from "@/lib/identity/contract";
import { userKeys } from "@/lib/identity/queries";
import type { Role } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import { RolePicker } from "./role-picker";
import type { Reauthentication } from "./use-reauthentication";

export interface UserFormProps {
  readonly user: UserView;
  /** Why it cannot be saved; null when it can. */
  readonly refusal: string | null;
  readonly editUser: ServerAction<
    { readonly id: string; readonly revision: number; readonly name: string; readonly roles: Role[] },
    UserView
  >;
  readonly call: Reauthentication["call"];
}

/** Name and roles of a user, against the revision that is on the screen. */
export function UserForm({ user, refusal, editUser, call }: UserFormProps): ReactNode {
  const client = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { name: user.name, roles: [...user.roles] as Role[] },
    async send(values) {
      const saved = await call(editUser, { id: user.id, revision: user.revision, ...values });
      client.setQueryData(userKeys.detail(user.id), saved);
      notifications.show({ message: `${saved.name} was saved.` });
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md" align="stretch">
        <TextInput label="Name" readOnly={refusal !== null} {...form.getInputProps("name")} />
        <RolePicker {...form.getInputProps("roles")} />
        <FormProblems reasons={generalReasons} failure={failure} />
        <div>
          <DisabledReason reason={refusal}>
            <Button type={refusal === null ? "submit" : "button"} loading={isSubmitting}>
              Save
            </Button>
          </DisabledReason>
        </div>
      </Stack>
    </form>
  );
}
