"use client";

import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useOpenAfterMount } from "@/components/ui/use-open-after-mount";
import type { Reason } from "@/lib/kernel/result";
import { FormProblems } from "./form-problems";

export interface FormDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** Verb and object: "Create the team". */
  readonly submitLabel: string;
  readonly onClose: () => void;
  readonly onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  readonly isSubmitting: boolean;
  readonly generalReasons: readonly Reason[];
  readonly failure: unknown;
  readonly size?: "md" | "lg";
  readonly children: ReactNode;
}

/** A short form in a dialog, with what the server refused shown where it belongs. */
export function FormDialog(props: FormDialogProps): ReactNode {
  return (
    <Modal
      opened={useOpenAfterMount(props.isOpen)}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? "md"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={props.onSubmit} noValidate>
        <Stack gap="md">
          {props.children}
          <FormProblems reasons={props.generalReasons} failure={props.failure} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={props.isSubmitting}>
              {props.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
