import { UnstyledButton } from "@mantine/core";
import type { ComponentPropsWithRef, ReactNode } from "react";
import { initialsOf } from "./initials";
import classes from "./user-menu.module.css";

export interface AccountButtonProps extends ComponentPropsWithRef<"button"> {
  readonly name: string;
}

/** The round button with somebody's initials. */
export function AccountButton({ name, ...others }: AccountButtonProps): ReactNode {
  return (
    <UnstyledButton {...others} className={classes.button} aria-label={`${initialsOf(name)}, account of ${name}`}>
      <span aria-hidden="true">{initialsOf(name)}</span>
    </UnstyledButton>
  );
}
