import type { ReactNode } from "react";
import { BrandMark } from "@/components/layout/brand-mark";
import classes from "./page-message.module.css";

export interface PageMessageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Links and `PageMessageButton`. */
  readonly actions?: ReactNode;
}

/**
 * A page that has nothing but words: not found, failed. Every page carries the code of these two, so this uses nothing of
 * the component kit.
 */
export function PageMessage({ title, children, actions }: PageMessageProps): ReactNode {
  return (
    <div className={classes.page}>
      <BrandMark size={32} />
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{children}</p>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </div>
  );
}

export interface PageMessageButtonProps {
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function PageMessageButton({ onClick, children }: PageMessageButtonProps): ReactNode {
  return (
    <button type="button" className={classes.button} onClick={onClick}>
      {children}
    </button>
  );
}
