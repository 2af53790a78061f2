"use client";

import type { FormEvent, ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import type { Reason } from "@/lib/kernel/result";

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
export function FormDialog({ isOpen, title, size, children, submitLabel, onClose, ...problem }: FormDialogProps) {
  const doing = submitLabel.charAt(0).toLowerCase() + submitLabel.slice(1);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} {...(size ? { size } : {})}>
      <DialogForm problem={problem} doing={doing} submitLabel={submitLabel} onClose={onClose}>
        {children}
      </DialogForm>
    </Dialog>
  );
}
