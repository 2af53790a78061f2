"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Dialog } from "@/components/forms/dialog";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { CreatedUser } from "@/lib/identity/contract";
import type { Role } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { FormDialog } from "./form-dialog";
import { RolePicker } from "./role-picker";
import { SecretOnce } from "./secret-once";
import { type Reauthenticate, useReauthentication } from "./use-reauthentication";

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly roles: Role[];
}

export interface InviteUserDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions: {
    readonly createUser: ServerAction<NewUser, CreatedUser>;
    readonly reauthenticate: Reauthenticate;
  };
}

export function InviteUserDialog({ isOpen, onClose, actions }: InviteUserDialogProps): ReactNode {
  const [made, setMade] = useState<CreatedUser | null>(null);
  const client = useQueryClient();
  const { call, dialog } = useReauthentication(actions.reauthenticate);
  const { form, ...state } = useProblemForm({
    initialValues: { name: "", email: "", roles: ["viewer"] as Role[] },
    async send(values) {
      setMade(await call(actions.createUser, values));
      await client.invalidateQueries({ queryKey: ["user"] });
    },
  });

  function close(): void {
    onClose();
    setMade(null);
    form.reset();
  }

  if (made) return <Invited isOpen={isOpen} made={made} onClose={close} />;
  return (
    <>
      <FormDialog {...state} isOpen={isOpen} onClose={close} title="Add a user" submitLabel="Add the user" size="lg">
        <TextInput data-autofocus label="Name" required {...form.getInputProps("name")} />
        <TextInput label="E-mail address" type="email" required {...form.getInputProps("email")} />
        <RolePicker {...form.getInputProps("roles")} />
      </FormDialog>
      {dialog}
    </>
  );
}

interface InvitedProps {
  readonly isOpen: boolean;
  readonly made: CreatedUser;
  readonly onClose: () => void;
}

function Invited({ isOpen, made, onClose }: InvitedProps): ReactNode {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`${made.user.name} was added`} size="lg">
      {made.setupLink ? (
        <SecretOnce what="link" value={made.setupLink.url}>
          Give {made.user.name} this link. It works once, within {made.setupLink.validHours} hours, and is shown only
          now.
        </SecretOnce>
      ) : null}
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Dialog>
  );
}
