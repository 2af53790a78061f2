import type { ReactNode } from "react";
import type { FieldChange } from "@/lib/slos/as-code-contract";
import { fieldName } from "./objective-words";
import classes from "./slos.module.css";

/** What was and what is, a line for each field. */
export function FieldChanges({ fields }: { readonly fields: readonly FieldChange[] }): ReactNode {
  return (
    <dl className={classes.fields}>
      {fields.map(({ path, before, after }) => (
        <div key={path}>
          <dt>{fieldName(path)}</dt>
          <dd>
            {before === null ? null : <del>{before}</del>} {after === null ? "none" : <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
