import type { ReactNode } from "react";
import { Panel } from "@/components/ui/panel";
import classes from "./design-gallery.module.css";

const tones = ["neutral", "progressing", "waiting", "healthy", "at-risk", "failed"] as const;
const series = ["series-1", "series-2", "series-3", "series-4", "series-5", "baseline", "threshold"] as const;

/** The tokens as they are in this theme; tests read their contrast from here. */
export function TokenSpecimens(): ReactNode {
  return (
    <Panel title="Colours">
      <div className={classes.tokens}>
        {tones.map((tone) => (
          <div
            key={tone}
            className={classes.token}
            style={{ background: `var(--sb-${tone}-soft)`, color: `var(--sb-${tone}-text)` }}
          >
            {tone}
            <div className={classes.mark} style={{ background: `var(--sb-${tone}-mark)` }} />
          </div>
        ))}
        {series.map((name) => (
          <div key={name} className={classes.token}>
            {name}
            <div className={classes.mark} style={{ background: `var(--sb-${name})` }} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
