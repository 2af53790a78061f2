"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { MeView } from "@/lib/identity/contract";
import { callAction } from "@/lib/platform/http/action-client";
import type { EditAccount } from "./account-preferences";
import { FormProblems } from "./form-problems";
import classes from "./identity.module.css";

export interface AccountProfileProps {
  readonly me: MeView;
  readonly editAccount: EditAccount;
}

/** One's name, as it stands beside everything one does. */
export function AccountProfile({ me, editAccount }: AccountProfileProps): ReactNode {
  const router = useRouter();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { name: me.name },
    async send({ name }) {
      await callAction(editAccount, { name });
      notifications.show({ message: "Your name was saved." });
      router.refresh();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate className={classes.form}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Stands beside everything you do, in the audit log too."
          autoComplete="name"
          {...form.getInputProps("name")}
        />
        <FormProblems reasons={generalReasons} failure={failure} />
        <div>
          <Button type="submit" variant="default" loading={isSubmitting}>
            Save the name
          </Button>
        </div>
      </Stack>
    </form>
  );
}
