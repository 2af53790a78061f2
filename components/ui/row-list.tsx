import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./row-list.module.css";

/** Things of one kind, a line or two each. */
export function RowList({ children }: { readonly children: ReactNode }): ReactNode {
  return <ul className={classes.rows}>{children}</ul>;
}

export interface ListRowProps {
  /** Its page: the whole row leads there. */
  readonly href: string;
  readonly name: ReactNode;
  /** What is to be said of it; cut after two lines. */
  readonly line: ReactNode;
  /** The line in full, for whoever hovers over it. */
  readonly lineTitle?: string;
  /** Badges and times at the end. */
  readonly end?: ReactNode;
}

export function ListRow({ href, name, line, lineTitle, end }: ListRowProps): ReactNode {
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <Link href={href} className={classes.link}>
          {name}
        </Link>
        <div className={classes.line} title={lineTitle}>
          {line}
        </div>
      </div>
      {end ? <div className={classes.end}>{end}</div> : null}
    </li>
  );
}
