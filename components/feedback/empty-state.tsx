import { IconCircleCheck, IconFilterOff, IconInbox } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import { CopyButton } from "./copy-button";
import classes from "./panel-states.module.css";

export interface EmptyStateProps {
  /** `nothing_yet`: how to get the first. `nothing_matches`: clear the filters. `nothing_wrong`: a quiet good sign. */
  readonly kind: "nothing_yet" | "nothing_matches" | "nothing_wrong";
  readonly title: string;
  readonly description?: ReactNode;
  /** A command that makes the first item, shown with a copy button. */
  readonly command?: string;
  /** Buttons or links. */
  readonly actions?: ReactNode;
}

const icons = { nothing_yet: IconInbox, nothing_matches: IconFilterOff, nothing_wrong: IconCircleCheck } as const;

export function EmptyState({ kind, title, description, command, actions }: EmptyStateProps): ReactNode {
  const Icon = icons[kind];
  return (
    <div className={classes.state} data-align="center" data-empty={kind}>
      <span className={classes.icon} data-tone={kind === "nothing_wrong" ? "good" : undefined} aria-hidden="true">
        <Icon size={20} stroke={1.5} />
      </span>
      <div>
        <div className={classes.title}>{title}</div>
        {description ? <div className={classes.text}>{description}</div> : null}
      </div>
      {command ? (
        <div className={classes.command}>
          <code>
            {wordsOf(command).map((word, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place in the command.
              <Fragment key={index}>
                {index > 0 ? " " : ""}
                <span>{word}</span>
              </Fragment>
            ))}
          </code>
          <CopyButton value={command} what="command" />
        </div>
      ) : null}
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </div>
  );
}

/** An option stays on one line with its value, and never breaks at its dashes. */
function wordsOf(command: string): readonly string[] {
  return command.split(/ (?=-)/);
}
