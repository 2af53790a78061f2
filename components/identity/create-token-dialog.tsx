"use client";

import { Button, Checkbox, Group, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Dialog } from "@/components/forms/dialog";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { CreatedToken } from "@/lib/identity/contract";
import { type Permission, permissions } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { FormDialog } from "./form-dialog";
import classes from "./identity.module.css";
import { SecretOnce } from "./secret-once";
import { type Reauthenticate, useReauthentication } from "./use-reauthentication";

export interface CreateTokenDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What the person may do: a token can have no more. */
  readonly held: readonly Permission[];
  readonly actions: {
    readonly createToken: ServerAction<
      { readonly name: string; readonly scopes: Permission[]; readonly expiresInDays: number },
      CreatedToken
    >;
    readonly reauthenticate: Reauthenticate;
  };
}

const ends = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "366", label: "In a year" },
];

/** Scopes that only make sense for the person, not for a machine. */
const personal = new Set<Permission>(["account:own", "token:own", "token:manage", "feed:own"]);

export function CreateTokenDialog({ isOpen, onClose, held, actions }: CreateTokenDialogProps): ReactNode {
  const client = useQueryClient();
  const [made, setMade] = useState<{ readonly token: string; readonly name: string } | null>(null);
  const { call, dialog } = useReauthentication(actions.reauthenticate);
  const { form, ...state } = useProblemForm({
    initialValues: { name: "", scopes: [] as Permission[], expiresInDays: "90" },
    async send({ name, scopes, expiresInDays }) {
      const { token } = await call(actions.createToken, { name, scopes, expiresInDays: Number(expiresInDays) });
      setMade({ token: token ?? "", name });
      await client.invalidateQueries({ queryKey: ["token"] });
    },
  });

  function close(): void {
    onClose();
    setMade(null);
    form.reset();
  }

  if (made) return <MadeToken isOpen={isOpen} made={made} onClose={close} />;
  return (
    <>
      <FormDialog
        {...state}
        isOpen={isOpen}
        onClose={close}
        title="Make a token"
        submitLabel="Make the token"
        size="lg"
      >
        <TextInput
          data-autofocus
          label="Name"
          description="What uses it: “checkout pipeline”."
          required
          {...form.getInputProps("name")}
        />
        <Select label="Ends" data={ends} allowDeselect={false} {...form.getInputProps("expiresInDays")} />
        <Checkbox.Group label="Scopes" description="What it needs, and no more." {...form.getInputProps("scopes")}>
          <div className={classes.scopes} style={{ marginTop: "0.625rem" }}>
            {held
              .filter((permission) => !personal.has(permission))
              .map((permission) => (
                <Checkbox
                  key={permission}
                  value={permission}
                  label={permission}
                  description={permissions[permission].does}
                />
              ))}
          </div>
        </Checkbox.Group>
      </FormDialog>
      {dialog}
    </>
  );
}

interface MadeTokenProps {
  readonly isOpen: boolean;
  readonly made: { readonly token: string; readonly name: string };
  readonly onClose: () => void;
}

function MadeToken({ isOpen, made, onClose }: MadeTokenProps): ReactNode {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Token “${made.name}”`} size="lg">
      <SecretOnce what="token" value={made.token}>
        Copy the token into your pipeline's secrets now. It is not stored and cannot be shown again.
      </SecretOnce>
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Dialog>
  );
}
