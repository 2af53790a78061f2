import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import { periodOf, promiseOf } from "./objective-words";
import classes from "./slos.module.css";

/** Every definition that this objective had, with who, when and why. */
export function VersionList({ versions }: Pick<ObjectiveDetail, "versions">): ReactNode {
  return (
    <Panel title="Versions" isFlush>
      <ul className={classes.list}>
        {versions.map((one) => (
          <li key={one.version} className={classes.row}>
            <span className={classes.name}>
              {one.version}: {promiseOf(one.definition)}
              <span className={classes.muted}>
                {periodOf(one.definition.period)} · {one.savedBy} · <Time atMs={Date.parse(one.savedAt)} />
              </span>
              {one.reason ? <p className={classes.sentence}>{one.reason}</p> : null}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
