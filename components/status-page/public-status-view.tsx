import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { PublicStatus } from "@/lib/status-page/contract";
import classes from "./status-page.module.css";
import { allWords, shownAs, stateWords } from "./status-words";

/** The page that everybody may see. It leads nowhere: who reads it has no account here. */
export function PublicStatusView({ status }: { readonly status: PublicStatus }): ReactNode {
  const { title, asOf, state, services, announcements } = status;
  return (
    <main id="main" className={classes.page}>
      <header>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.lead}>
          {state === null ? null : <span>{allWords[state]}</span>}
          <span className={classes.muted}>
            As of <Time atMs={Date.parse(asOf)} />
          </span>
        </p>
      </header>
      {services.length === 0 ? null : (
        <Panel title="Services" isFlush>
          <ul className={classes.list}>
            {services.map((service) => (
              <li key={service.name} className={classes.row}>
                <span className={classes.words}>{service.name}</span>
                <StatusBadge status={shownAs[service.state]} label={stateWords[service.state]} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title="Announcements" isFlush>
        {announcements.length === 0 ? <p className={classes.empty}>Nothing is announced.</p> : null}
        <ul className={classes.list}>
          {announcements.map(({ text, at }) => (
            <li key={`${at} ${text}`} className={classes.row}>
              <span className={classes.words}>{text}</span>
              <span className={classes.muted}>
                <Time atMs={Date.parse(at)} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </main>
  );
}
