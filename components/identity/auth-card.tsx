import type { ReactNode } from "react";
import { BrandMark } from "@/components/layout/brand-mark";
import classes from "./auth-card.module.css";

export interface AuthCardProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page for somebody who is not signed in: one thing to do. */
export function AuthCard({ title, lead, children }: AuthCardProps): ReactNode {
  return (
    <main id="main" className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <BrandMark size={28} />
          <span>Signalbox</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {lead ? <p className={classes.lead}>{lead}</p> : null}
        <div className={classes.body}>{children}</div>
      </div>
    </main>
  );
}

export interface NoticeProps {
  readonly tone?: "bad" | "good" | "neutral";
  readonly children: ReactNode;
}

/** A sentence that matters now. Bad ones are read out at once. */
export function Notice({ tone = "neutral", children }: NoticeProps): ReactNode {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** Between two ways of doing the same. */
export function Divider({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.divider}>{children}</div>;
}
