"use client";

import type { ReactNode } from "react";
import { PageMessage, PageMessageButton } from "@/components/feedback/page-message";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that failed, inside the chrome that still stands. The digest is the name of the failure in the server's log. */
export default function ErrorPage({ error, reset }: ErrorPageProps): ReactNode {
  return (
    <PageMessage
      title="This page could not be shown"
      actions={<PageMessageButton onClick={reset}>Try again</PageMessageButton>}
    >
      Something failed on our side; rollouts are not affected, they are run by another process. Try again; if it stays,
      give the request id to whoever runs Signalbox{error.digest ? ": " : "."}
      {error.digest ? <code>{error.digest}</code> : null}
    </PageMessage>
  );
}
