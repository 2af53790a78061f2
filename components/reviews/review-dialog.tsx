"use client";

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";

export interface ReviewDialogProps<Values extends Record<string, unknown>> {
  readonly title: string;
  /** Verb and object, on the button. */
  readonly submit: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly initial: Values;
  readonly send: (values: Values) => Promise<unknown>;
  readonly children: (form: ProblemForm<Values>["form"]) => ReactNode;
  readonly size?: string;
}

/** A dialog with a form whose refusals stand beside its fields. What is shown of reviews is read again afterwards. */
export function ReviewDialog<Values extends Record<string, unknown>>(props: ReviewDialogProps<Values>): ReactNode {
  const { isOpen, onClose, title, size } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
      {...(size ? { size } : {})}
    >
      {isOpen ? <DialogForm {...props} /> : null}
    </Modal>
  );
}

function DialogForm<Values extends Record<string, unknown>>(props: ReviewDialogProps<Values>): ReactNode {
  const { initial, send, onClose, children, submit } = props;
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<Values>({
    initialValues: initial,
    async send(values) {
      await send(values);
      await queryClient.invalidateQueries({ queryKey: ["review"] });
      await queryClient.invalidateQueries({ queryKey: ["ownership"] });
      onClose();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {children(form)}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing={submit.toLowerCase()} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
