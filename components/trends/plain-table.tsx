import type { ReactNode } from "react";
import classes from "./trends.module.css";

export interface PlainTableProps {
  readonly head: readonly string[];
  readonly children: ReactNode;
}

/** A table of words that scrolls by itself. A head that is empty stands above actions. */
export function PlainTable({ head, children }: PlainTableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={head.join(", ")}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((title) =>
              title === "" ? (
                <td key="actions" />
              ) : (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
