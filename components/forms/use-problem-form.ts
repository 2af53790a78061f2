"use client";

import { type UseFormInput, type UseFormReturnType, useForm } from "@mantine/form";
import { useState } from "react";
import type { Reason } from "@/lib/kernel/result";
import { ApiError } from "@/lib/platform/http/api-client";
import { fieldErrorsOf, generalReasonsOf } from "./problem-fields";

export interface ProblemForm<Values extends Record<string, unknown>> {
  /** Mantine's form; spread `form.getInputProps("plan.steps.0.trafficPercent")` on the inputs. */
  readonly form: UseFormReturnType<Values>;
  /** Refusals that concern no input of this form; show them with ReasonList. */
  readonly generalReasons: readonly Reason[];
  /** A failure that is not about the input: show it with ErrorState. */
  readonly failure: unknown;
  readonly isSubmitting: boolean;
  /** For `<form onSubmit>`. Sends the values; refusals land on their inputs, and the first of them gets the focus. */
  readonly onSubmit: (event?: React.FormEvent<HTMLFormElement>) => void;
}

export interface ProblemFormOptions<Values extends Record<string, unknown>> extends UseFormInput<Values> {
  /** Send the values. Throw the ApiError of the answer when it is refused. */
  readonly send: (values: Values) => Promise<void>;
}

/** A form whose refusals come from the server as reasons with a `field`, and appear beside the input they name. */
export function useProblemForm<Values extends Record<string, unknown>>(
  options: ProblemFormOptions<Values>,
): ProblemForm<Values> {
  const { send, ...input } = options;
  const form = useForm<Values>({ mode: "controlled", ...input });
  const [generalReasons, setGeneralReasons] = useState<readonly Reason[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [isSubmitting, setIsSubmitting] = useState(false);

  async function submit(values: Values): Promise<void> {
    setIsSubmitting(true);
    setGeneralReasons([]);
    setFailure(null);
    try {
      await send(values);
    } catch (error) {
      if (error instanceof ApiError && error.reasons.length > 0) {
        const errors = fieldErrorsOf(error.reasons, form.getValues());
        form.setErrors(errors);
        setGeneralReasons(generalReasonsOf(error.reasons, form.getValues()));
        const first = Object.keys(errors)[0];
        if (first) form.getInputNode(first)?.focus();
      } else setFailure(error);
    } finally {
      setIsSubmitting(false);
    }
  }

  return { form, generalReasons, failure, isSubmitting, onSubmit: form.onSubmit(submit) };
}
