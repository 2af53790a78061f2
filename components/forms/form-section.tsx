import type { ReactNode } from "react";
import classes from "./form-section.module.css";

export interface FormSectionProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** Fields that belong together: words on the left, inputs on the right, one below the other on narrow screens. */
export function FormSection({ title, description, children }: FormSectionProps): ReactNode {
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      <div className={classes.columns}>
        <div>
          <div className={classes.title} aria-hidden="true">
            {title}
          </div>
          {description ? <div className={classes.description}>{description}</div> : null}
        </div>
        <div className={classes.fields}>{children}</div>
      </div>
    </fieldset>
  );
}
