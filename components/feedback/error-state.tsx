"use client";

import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ReasonList } from "@/components/forms/reason-list";
import { ApiError } from "@/lib/platform/http/api-client";
import { CopyButton } from "./copy-button";
import classes from "./panel-states.module.css";

export interface ErrorStateProps {
  /** An ApiError is shown in its own words; anything else in general ones. */
  readonly error: unknown;
  /** What was being done: "load the rollouts". */
  readonly doing?: string;
  readonly onRetry?: () => void;
  readonly isRetrying?: boolean;
  /** Named in the log; used when the error does not carry its own. */
  readonly requestId?: string;
}

/** What happened, what to do about it, the request to name when asking, and a way to try again. */
export function ErrorState({ error, doing, onRetry, isRetrying, requestId }: ErrorStateProps): ReactNode {
  const known = error instanceof ApiError ? error : null;
  const id = known?.requestId ?? requestId ?? null;
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} data-tone="bad" aria-hidden="true">
        <IconAlertTriangle size={20} stroke={1.5} />
      </span>
      <div>
        <div className={classes.title}>{known?.title ?? "Something failed on our side"}</div>
        <div className={classes.text}>{explain(known, doing)}</div>
      </div>
      {known && known.reasons.length > 0 ? <ReasonList reasons={known.reasons} /> : null}
      <div className={classes.actions}>
        {onRetry ? (
          <Button size="xs" variant="default" onClick={onRetry} loading={isRetrying ?? false}>
            Try again
          </Button>
        ) : null}
        {id ? (
          <span className={classes.request}>
            Request <code>{id}</code>
            <CopyButton value={id} what="request id" />
          </span>
        ) : null}
      </div>
    </div>
  );
}

function explain(error: ApiError | null, doing: string | undefined): string {
  if (error && error.detail !== error.title) return error.detail;
  const what = doing ? `We could not ${doing}. ` : "";
  return `${what}Try again; if it stays, give the request id to whoever runs Signalbox.`;
}
