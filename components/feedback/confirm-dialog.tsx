"use client";

import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { ReasonList } from "@/components/forms/reason-list";
import { useOpenAfterMount } from "@/components/ui/use-open-after-mount";
import { ApiError } from "@/lib/platform/http/api-client";
import classes from "./confirm-action.module.css";
import type { ConfirmActionProps } from "./confirm-action-props";

/** What ConfirmAction opens. */
export function ConfirmDialog(props: ConfirmActionProps): ReactNode {
  const isShown = useOpenAfterMount(props.isOpen);
  return (
    <Modal
      opened={isShown}
      onClose={props.onClose}
      title={props.label}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm(props: ConfirmActionProps): ReactNode {
  const isReasonRequired = props.isReasonRequired ?? true;
  const [reason, setReason] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const errorId = useId();

  async function submit(event: React.FormEvent): Promise<void> {
    event.preventDefault();
    if (isReasonRequired && reason.trim() === "") {
      setIsMissing(true);
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      await props.onConfirm(reason.trim());
      props.onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Consequences {...props} />
        <Textarea
          data-autofocus
          label="Reason"
          description="Kept in the audit log with your name."
          required={isReasonRequired}
          withAsterisk={isReasonRequired}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1_000}
          value={reason}
          error={isMissing ? "Say why, in a few words." : undefined}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setIsMissing(false);
          }}
        />
        {error === null ? null : <ActionFailure id={errorId} error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose} disabled={isBusy}>
            Keep as it is
          </Button>
          <Button type="submit" color={props.tone === "neutral" ? "signal" : "red"} loading={isBusy}>
            {props.label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Consequences({ changes, where, blastRadius, doesNotUndo }: ConfirmActionProps): ReactNode {
  return (
    <dl className={classes.facts}>
      <Fact term="What changes" text={changes} />
      <Fact term="Where" text={where} />
      <Fact term="Blast radius" text={blastRadius} />
      {doesNotUndo ? <Fact term="Does not undo" text={doesNotUndo} /> : null}
    </dl>
  );
}

function Fact({ term, text }: { readonly term: string; readonly text: ReactNode }): ReactNode {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function ActionFailure({ id, error }: { readonly id: string; readonly error: unknown }): ReactNode {
  const known = error instanceof ApiError ? error : null;
  return (
    <div id={id} role="alert" className={classes.failure}>
      <strong>{known?.title ?? "This did not work"}</strong>
      <div>
        {known?.detail ?? "Nothing was changed as far as we know. Reload the page and look before you try again."}
      </div>
      {known && known.reasons.length > 0 ? <ReasonList reasons={known.reasons} /> : null}
    </div>
  );
}
