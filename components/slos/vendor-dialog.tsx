"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { VendorTermsView } from "@/lib/slos/dependency-contract";
import classes from "./slos.module.css";

interface VendorFields {
  readonly slug: string;
  readonly vendor: string;
  readonly name: string;
  readonly promisedPercent: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly fallback: string;
  readonly reference: string | null;
}

export interface VendorDialogActions {
  readonly create: ServerAction<VendorFields, VendorTermsView>;
  readonly edit: ServerAction<VendorFields & { readonly revision: number }, VendorTermsView>;
}

interface VendorDialogProps extends VendorDialogActions {
  /** Null for new terms; undefined when closed. */
  readonly open: VendorTermsView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit what a vendor promises. */
export function VendorDialog(props: VendorDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog
      isOpen={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New terms of a vendor"}
      size="lg"
    >
      {open === undefined ? null : <VendorForm {...props} terms={open} />}
    </Dialog>
  );
}

interface VendorValues extends Record<string, unknown> {
  slug: string;
  vendor: string;
  name: string;
  promisedPercent: string;
  validFrom: string;
  validUntil: string;
  fallback: string;
  reference: string;
}

function initialValues(terms: VendorTermsView | null, zone: string, nowMs: number): VendorValues {
  const wall = (at: string | null) => (at === null ? "" : toWallClock(Date.parse(at), zone));
  return {
    slug: terms?.slug ?? "",
    vendor: terms?.vendor ?? "",
    name: terms?.name ?? "",
    promisedPercent: terms?.promisedPercent ?? "99.9",
    validFrom: terms ? wall(terms.validFrom) : toWallClock(nowMs, zone),
    validUntil: wall(terms?.validUntil ?? null),
    fallback: terms?.fallback ?? "",
    reference: terms?.reference ?? "",
  };
}

function toInstant(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? text : new Date(at).toISOString();
}

function VendorForm({
  terms,
  create,
  edit,
  onClose,
}: VendorDialogProps & { readonly terms: VendorTermsView | null }): ReactNode {
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const problem = useProblemForm<VendorValues>({
    initialValues: initialValues(terms, zone, nowMs),
    async send({ validFrom, validUntil, reference, ...rest }) {
      const fields: VendorFields = {
        ...rest,
        validFrom: toInstant(validFrom, zone),
        validUntil: validUntil === "" ? null : toInstant(validUntil, zone),
        reference: reference.trim() === "" ? null : reference.trim(),
      };
      if (terms) await callAction(edit, { ...fields, revision: terms.revision });
      else await callAction(create, fields);
      await queryClient.invalidateQueries({ queryKey: ["objective"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="keep these terms"
      submitLabel={terms ? "Save terms" : "Create terms"}
      onClose={onClose}
    >
      <div className={classes.pair}>
        <TextInput data-autofocus label="Vendor" required maxLength={80} {...form.getInputProps("vendor")} />
        <TextInput label="What it promises" required maxLength={80} {...form.getInputProps("name")} />
      </div>
      {terms ? null : (
        <TextInput
          label="Slug"
          required
          description="Small letters, digits and hyphens; it cannot be changed"
          maxLength={63}
          {...form.getInputProps("slug")}
        />
      )}
      <TextInput label="Promised (%)" required inputMode="decimal" {...form.getInputProps("promisedPercent")} />
      <div className={classes.pair}>
        <TextInput type="datetime-local" label={`From (${zone})`} required {...form.getInputProps("validFrom")} />
        <TextInput
          type="datetime-local"
          label={`Until (${zone})`}
          description="Empty: until somebody ends it"
          {...form.getInputProps("validUntil")}
        />
      </div>
      <Textarea
        label="When it is not kept"
        required
        autosize
        minRows={2}
        maxLength={1_000}
        description="What the service does then: the fallback"
        {...form.getInputProps("fallback")}
      />
      <TextInput label="Where it is written" type="url" maxLength={500} {...form.getInputProps("reference")} />
    </DialogForm>
  );
}
