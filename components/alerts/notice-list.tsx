import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { NoticeView } from "@/lib/alerts/contract";
import { noticeBadge, stepLabels } from "./alert-words";
import classes from "./alerts.module.css";

/** Who was told what, when, and what came of it. */
export function NoticeList({ notices }: { readonly notices: readonly NoticeView[] }): ReactNode {
  if (notices.length === 0) {
    return (
      <EmptyState
        kind="nothing_yet"
        title="Nobody was told"
        description="No route took this alert when it fired. A route that is added now takes the next one."
      />
    );
  }
  return (
    <ul className={classes.list}>
      {notices.map((notice) => (
        <li key={notice.id} className={classes.row}>
          <span className={classes.name}>
            {notice.connection.name}
            <span className={classes.muted}>
              {stepLabels[notice.step]} · by route {notice.route}
            </span>
            <NoticeResult notice={notice} />
          </span>
          <StatusBadge {...noticeBadge(notice)} />
        </li>
      ))}
    </ul>
  );
}

function NoticeResult({ notice }: { readonly notice: NoticeView }): ReactNode {
  const { state, attempts, settledAt, nextAttemptAt, answer, lastError, createdAt } = notice;
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  if (state === "sent" && settledAt) {
    return (
      <p className={classes.sentence}>
        <Time atMs={Date.parse(settledAt)} /> after {tries}. {answer}
      </p>
    );
  }
  if (state === "waiting" && nextAttemptAt && attempts > 0) {
    return (
      <p className={classes.sentence}>
        {lastError} Next attempt <Time atMs={Date.parse(nextAttemptAt)} />, after {tries}.
      </p>
    );
  }
  if (state === "dead" || state === "dropped") {
    return (
      <p className={classes.sentence}>
        {lastError} {state === "dead" ? `Given up after ${tries}.` : ""}
      </p>
    );
  }
  return (
    <p className={classes.sentence}>
      Since <Time atMs={Date.parse(createdAt)} />
    </p>
  );
}
