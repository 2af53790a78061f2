"use client";

import { Select, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { RootCauseDetail, SignRootCauseInput, WriteRootCauseInput } from "@/lib/reviews/contract";
import { type CauseClass, causeClasses } from "@/lib/reviews/domain/root-cause";
import { ReviewDialog } from "./review-dialog";
import { classWords } from "./review-words";

export interface RootCauseCommands {
  readonly write: ServerAction<WriteRootCauseInput, RootCauseDetail>;
  readonly sign: ServerAction<SignRootCauseInput, RootCauseDetail>;
}

interface DialogProps {
  readonly document: RootCauseDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const classes = causeClasses.map((value) => ({ value, label: classWords[value] }));

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Asks for the words of a root cause. Its timeline is the product's. */
export function WriteRootCause({
  document,
  write,
  ...dialog
}: DialogProps & Pick<RootCauseCommands, "write">): ReactNode {
  const { subjectKind, subjectId, subjectName, version, content } = document;
  return (
    <ReviewDialog
      {...dialog}
      size="lg"
      title={`Root cause of ${subjectName}`}
      submit={version === 0 ? "Save the root cause" : "Save a new version"}
      initial={{
        summary: content?.summary ?? "",
        causeClass: (content?.causeClass ?? null) as CauseClass | null,
        factors: content?.factors.join("\n") ?? "",
        whys: content?.whys.join("\n") ?? "",
      }}
      send={(values) =>
        callAction(write, {
          ...{ subjectKind, subjectId, version, summary: values.summary },
          // A class that was not chosen is refused by the server, by name.
          causeClass: values.causeClass as CauseClass,
          factors: linesOf(values.factors),
          whys: linesOf(values.whys),
        })
      }
    >
      {(form) => (
        <>
          <Textarea
            label="What happened, and why"
            description="About the system, not about persons"
            data-autofocus
            required
            autosize
            minRows={3}
            maxRows={12}
            maxLength={4_000}
            {...form.getInputProps("summary")}
          />
          <Select label="Class of the cause" required data={classes} {...form.getInputProps("causeClass")} />
          <Textarea
            label="Contributing factors"
            description="One on each line"
            required
            autosize
            minRows={3}
            maxRows={12}
            {...form.getInputProps("factors")}
          />
          <Textarea
            label="Five whys, if they help"
            description="One on each line, at most five: each is the answer to why the one before"
            autosize
            minRows={2}
            maxRows={8}
            {...form.getInputProps("whys")}
          />
        </>
      )}
    </ReviewDialog>
  );
}

/** Asks for a signature of exactly what is shown. */
export function SignRootCause({ document, sign, ...dialog }: DialogProps & Pick<RootCauseCommands, "sign">): ReactNode {
  const { id, contentHash, reference, version } = document;
  if (id === null || contentHash === null) return null;
  return (
    <ReviewDialog
      {...dialog}
      title={`Sign ${reference}, version ${version}`}
      submit="Sign the root cause"
      initial={{ comment: "" }}
      send={({ comment }) => callAction(sign, { id, contentHash, comment })}
    >
      {(form) => (
        <Textarea
          label="What you checked"
          description="You sign exactly what this page shows. A later version needs another signature."
          data-autofocus
          required
          autosize
          minRows={2}
          maxLength={1_000}
          {...form.getInputProps("comment")}
        />
      )}
    </ReviewDialog>
  );
}
