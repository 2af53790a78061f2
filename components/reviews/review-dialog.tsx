"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
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
    <Dialog isOpen={isOpen} onClose={onClose} title={title} {...(size ? { size } : {})}>
      {isOpen ? <ReviewForm {...props} /> : null}
    </Dialog>
  );
}

function ReviewForm<Values extends Record<string, unknown>>(props: ReviewDialogProps<Values>): ReactNode {
  const { initial, send, onClose, children, submit } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<Values>({
    initialValues: initial,
    async send(values) {
      await send(values);
      await queryClient.invalidateQueries({ queryKey: ["review"] });
      await queryClient.invalidateQueries({ queryKey: ["ownership"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing={submit.toLowerCase()} submitLabel={submit} onClose={onClose}>
      {children(form)}
    </DialogForm>
  );
}
