import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import classes from "./demo-page.module.css";
import { ShipPanel, type ShipPanelProps } from "./ship-panel";
import { ShipmentList } from "./shipment-list";

/** The demonstration: what runs, what can be shipped, and what became of it. */
export function DemoPage(props: ShipPanelProps): ReactNode {
  return (
    <div className={classes.page}>
      <PageHeader
        title="Demonstration"
        answer="A small shop with visitors runs on this machine. Ship it a bad version and see how many of them notice."
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <ShipPanel {...props} />
          <Explanation />
        </div>
        <ShipmentList />
      </div>
    </div>
  );
}

function Explanation(): ReactNode {
  return (
    <Panel title="What happens when you press Ship">
      <ol className={classes.steps}>
        <li>A pipeline deploys the next version to the slot that has no traffic, and starts a rollout in your name.</li>
        <li>Signalbox tries the new version's health and every query before a visitor is moved.</li>
        <li>The data plane gives it 10 % of the visitors; errors, latency and health are judged as answers come in.</li>
        <li>
          If it does harm, its weight goes to 0 and its connections are closed. If not, it goes on to 50 and 100 %.
        </li>
      </ol>
      <p className={classes.note}>
        Processes, traffic and numbers are real: 40 requests a second for each service, through HAProxy and Prometheus
        where they are installed, through Signalbox's own edge elsewhere.
      </p>
    </Panel>
  );
}
