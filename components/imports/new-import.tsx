"use client";

import { Button, FileInput, Progress, Select, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { Panel } from "@/components/ui/panel";
import {
  type ImportFormat,
  type ImportView,
  importFormats,
  importLimits,
  type PartResult,
} from "@/lib/imports/contract";
import { partSizes } from "@/lib/imports/domain/import-state";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { formatHints, formatWords, sizeWords } from "./import-words";
import classes from "./imports.module.css";

export interface NewImportProps {
  readonly sources: readonly { readonly slug: string; readonly name: string }[];
  readonly create: ServerAction<
    { readonly fileName: string; readonly format: ImportFormat; readonly sizeBytes: number; readonly source?: string },
    ImportView
  >;
  readonly addPart: ServerAction<{ readonly id: string; readonly index: number; readonly data: string }, PartResult>;
}

const guesses: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.(csv|tsv)(\.gz)?$/i, "csv"],
  [/devlake/i, "devlake"],
  [/gitlab/i, "gitlab"],
  [/github/i, "github"],
  [/jenkins/i, "jenkins"],
  [/pagerduty/i, "pagerduty"],
  [/\.(jsonl|ndjson)(\.gz)?$/i, "facts"],
];

/** Choose a file, say what it is, and send it in parts. */
export function NewImport({ sources, create, addPart }: NewImportProps): ReactNode {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<ImportFormat>("csv");
  const [source, setSource] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [sentRatio, setSentRatio] = useState<number | null>(null);

  function choose(chosen: File | null): void {
    setFile(chosen);
    setProblem(null);
    const guess = chosen ? guesses.find(([pattern]) => pattern.test(chosen.name)) : undefined;
    if (guess) setFormat(guess[1]);
  }

  async function send(event: React.FormEvent): Promise<void> {
    event.preventDefault();
    const fault = faultOf(file);
    setProblem(fault);
    if (!file || fault) return;
    setFailure(null);
    setSentRatio(0);
    try {
      const given = { fileName: file.name.slice(-200), format, sizeBytes: file.size, ...(source ? { source } : {}) };
      const { id } = await callAction(create, given);
      for (const [index] of partSizes(file.size, importLimits.partBytes).entries()) {
        const from = index * importLimits.partBytes;
        const bytes = new Uint8Array(await file.slice(from, from + importLimits.partBytes).arrayBuffer());
        await callAction(addPart, { id, index, data: base64Of(bytes) });
        setSentRatio(Math.min(1, (from + bytes.length) / file.size));
      }
      router.push(`/imports/${id}`);
    } catch (error) {
      setFailure(error);
      setSentRatio(null);
    }
  }

  const isBusy = sentRatio !== null;
  return (
    <Panel>
      <form onSubmit={(event) => void send(event)} noValidate>
        <FormSection title="File" description="Up to 20 MB; also as gzip or zip. Nothing is kept until you run it.">
          <FileInput
            label="File"
            required
            placeholder="Choose a file"
            accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.gz,.zip"
            value={file}
            onChange={choose}
            error={problem}
            disabled={isBusy}
            clearable
          />
          <Select
            label="What it is"
            description={formatHints[format]}
            data={importFormats.map((value) => ({ value, label: formatWords[value] }))}
            value={format}
            onChange={(value) => value && setFormat(value as ImportFormat)}
            allowDeselect={false}
            disabled={isBusy}
          />
        </FormSection>
        <FormSection title="Names" description="Whose names for services and environments the file uses.">
          <Select
            label="Event source"
            description="Names that it mapped already are used here, too. Without one, imports share a source of their own."
            placeholder="Imported history"
            data={sources.map(({ slug, name }) => ({ value: slug, label: name }))}
            value={source}
            onChange={setSource}
            clearable
            disabled={isBusy}
          />
        </FormSection>
        {failure ? <ErrorState error={failure} doing="send the file" /> : null}
        {isBusy ? (
          <div className={classes.stack}>
            <Text size="sm" role="status">
              {sizeWords((file?.size ?? 0) * sentRatio)} of {sizeWords(file?.size ?? 0)} sent
            </Text>
            <Progress value={sentRatio * 100} aria-label="Sent" />
          </div>
        ) : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={() => router.push("/imports")} disabled={isBusy}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            Send the file
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function faultOf(file: File | null): string | null {
  if (!file) return "Choose a file.";
  if (file.size === 0) return "The file is empty.";
  return file.size > importLimits.maxFileBytes ? "The file is larger than 20 MB. Compress it, or split it." : null;
}

function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 8_190) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 8_190))));
  }
  // 8190 is a multiple of 3: no padding inside.
  return pieces.join("");
}
