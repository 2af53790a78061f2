import { readdirSync } from "node:fs";
import path from "node:path";
import type { Role } from "@/lib/platform/auth/permissions";
import { ProductApi } from "./product-api";
import { firstAlert } from "./seeded-alerts";
import type { World } from "./world";

/** Who looks at a page. Known before there is an installation, so that each can be a test of its own. */
export interface PlannedVisit {
  /** For reports and file names. */
  readonly name: string;
  /** Null for somebody who is not signed in. */
  readonly as: Role | null;
  readonly pathIn: (world: World) => string | Promise<string>;
}

/** One address at which a page is looked at, by somebody. */
export interface PageVisit extends Pick<PlannedVisit, "name" | "as"> {
  readonly path: string;
}

type Visits = readonly PlannedVisit[];

const visit = (name: string, path: string | PlannedVisit["pathIn"], as: Role | null = "admin"): Visits => [
  { name, as, pathIn: typeof path === "string" ? () => path : path },
];
const several = (...parts: readonly Visits[]): Visits => parts.flat();

const alertIn = ({ baseUrl, token, examples }: World): Promise<string> =>
  firstAlert(new ProductApi(baseUrl, token), examples);

/** Every page of `app` by its folder. A page that is missing here fails a test. */
const catalogue: Readonly<Record<string, Visits>> = {
  "(auth)/sign-in": visit("sign-in", "/sign-in", null),
  "(auth)/setup": visit("setup", ({ examples }) => examples.setupPath, null),
  "(auth)/no-access": visit("no-access", "/no-access?needs=audit%3Aread", "developer"),
  "(console)": several(
    visit("home-sre", "/", "sre"),
    visit("home-release-manager", "/", "release_manager"),
    visit("home-executive", "/", "executive"),
    visit("home-approver", "/", "approver"),
    visit("home-auditor", "/", "auditor"),
    visit("home-service-owner", "/", "developer"),
  ),
  "(console)/account": visit("account", "/account"),
  "(console)/alerts": visit("alerts", async (world) => {
    await alertIn(world);
    return "/alerts";
  }),
  "(console)/alerts/[id]": visit("alert", async (world) => `/alerts/${await alertIn(world)}`),
  "(console)/alerts/routes": visit("alert-routes", "/alerts/routes"),
  "(console)/audit": visit("audit", "/audit"),
  "(console)/calendar": several(
    visit("calendar", "/calendar?view=windows"),
    visit("calendar-month", "/calendar"),
    visit("calendar-lanes", "/calendar?view=lanes"),
    visit("calendar-holidays", "/calendar?view=holidays"),
  ),
  "(console)/clocks": visit("clocks", "/clocks", "sre"),
  "(console)/clocks/[id]": visit("clock", ({ examples }) => `/clocks/${examples.clockId}`, "sre"),
  "(console)/clocks/definitions": visit("clock-definitions", "/clocks/definitions", "sre"),
  "(console)/connections": visit("connections", "/connections"),
  "(console)/connections/new": visit("connection-new", "/connections/new"),
  "(console)/connections/[slug]": several(
    visit("connection", ({ examples }) => `/connections/${examples.connection}`),
    visit("connection-edit", ({ examples }) => `/connections/${examples.connection}?edit=true`),
  ),
  "(console)/demo": visit("demo", "/demo"),
  "(console)/dependencies": several(
    visit("dependencies", ({ examples }) => `/dependencies?service=${examples.service}`),
    visit("dependencies-list", "/dependencies?view=list", "viewer"),
  ),
  "(console)/dependencies/check": visit("dependency-check", "/dependencies/check"),
  "(console)/deployments": visit("deployments", "/deployments"),
  "(console)/deployments/[id]": visit("deployment", ({ examples }) => `/deployments/${examples.deploymentId}`),
  "(console)/emergencies": visit("emergencies", "/emergencies"),
  "(console)/environments": visit("environments", "/environments"),
  "(console)/environments/[slug]": several(
    visit("environment", ({ examples }) => `/environments/${examples.reservedEnvironment}`),
    visit("environment-developer", ({ examples }) => `/environments/${examples.reservedEnvironment}`, "developer"),
  ),
  "(console)/incidents": visit("incidents", "/incidents"),
  "(console)/incidents/[id]": visit("incident", ({ examples }) => `/incidents/${examples.incidentId}`),
  "(console)/insights": several(
    visit("insights", "/insights"),
    visit("insights-sre", "/insights?granularity=month&by=team", "sre"),
  ),
  "(console)/pipelines": visit("pipelines", "/pipelines"),
  "(console)/pipelines/[id]": visit("pipeline-run", ({ examples }) => `/pipelines/${examples.runId}`),
  "(console)/releases": visit("releases", "/releases", "release_manager"),
  "(console)/releases/cadence": visit("release-cadence", "/releases/cadence", "executive"),
  "(console)/releases/checklists": visit("release-checklists", "/releases/checklists", "release_manager"),
  "(console)/releases/new": visit("release-new", "/releases/new", "developer"),
  "(console)/releases/[id]": visit("release", ({ examples }) => `/releases/${examples.trainId}`, "release_manager"),
  "(console)/releases-health": visit("release-health", "/releases-health"),
  "(console)/insights/rows": visit("figure-rows", "/insights/rows?measure=change_failure_rate"),
  "(console)/insights/rules": visit("insight-rules", "/insights/rules"),
  "(console)/imports": visit("imports", "/imports"),
  "(console)/imports/new": visit("import-new", "/imports/new"),
  "(console)/imports/[id]": visit("import", ({ examples }) => `/imports/${examples.importId}`),
  "(console)/reconciliation": visit("reconciliation", "/reconciliation"),
  "(console)/insights/anomalies": visit("anomalies", "/insights/anomalies"),
  // An installation of a few minutes has no anomaly to look at.
  "(console)/insights/anomalies/[id]": several(),
  "(console)/insights/benchmarks": visit("benchmarks", "/insights/benchmarks"),
  "(console)/insights/forecast": visit("forecast", "/insights/forecast"),
  "(console)/insights/patterns": visit("failure-patterns", "/insights/patterns"),
  "(console)/insights/risk": visit("risk", "/insights/risk"),
  "(console)/reports": visit("reports", "/reports"),
  "(console)/reviews": several(
    visit("reviews", "/reviews", "release_manager"),
    visit("reviews-viewer", "/reviews", "viewer"),
  ),
  "(console)/reviews/breaches": visit("breaches", "/reviews/breaches", "sre"),
  // An installation of a few minutes has no breach that its setup can name; the test of reviews opens one and looks at its page.
  "(console)/reviews/breaches/[id]": several(),
  "(console)/reviews/root-causes": visit("root-causes", "/reviews/root-causes", "sre"),
  "(console)/reviews/root-causes/[subjectKind]/[subjectId]": visit(
    "root-cause",
    ({ examples }) => `/reviews/root-causes/deployment/${examples.deploymentId}`,
    "developer",
  ),
  "(console)/reviews/retrospectives": visit("retrospectives", "/reviews/retrospectives", "sre"),
  // One looks at breaches, of which there are none yet: the test of reviews makes one.
  "(console)/reviews/retrospectives/[id]": several(),
  "(console)/reviews/rules": visit("review-rules", "/reviews/rules", "release_manager"),
  "(console)/reviews/meetings": visit("meetings", "/reviews/meetings", "release_manager"),
  "(console)/reviews/meetings/[id]": visit(
    "meeting",
    ({ examples }) => `/reviews/meetings/${examples.meetingId}`,
    "release_manager",
  ),
  "(console)/rollouts": visit("rollouts", "/rollouts"),
  "(console)/rollouts/new": visit("rollout-new", "/rollouts/new"),
  "(console)/rollouts/[id]": several(
    visit("rollout-in-flight", ({ examples }) => `/rollouts/${examples.inFlightId}`),
    visit("rollout-rolled-back", ({ examples }) => `/rollouts/${examples.rolledBackId}`),
    visit("rollout-completed", ({ examples }) => `/rollouts/${examples.completedId}`),
  ),
  "(console)/services": visit("services", "/services"),
  "(console)/services/new": visit("service-new", "/services/new"),
  "(console)/services/[slug]": visit("service", ({ examples }) => `/services/${examples.service}`),
  "(console)/services/[slug]/edit": visit("service-edit", ({ examples }) => `/services/${examples.service}/edit`),
  "(console)/settings/teams": visit("teams", "/settings/teams"),
  "(console)/settings/tokens": visit("tokens", "/settings/tokens"),
  "(console)/settings/users": visit("users", "/settings/users"),
  "(console)/settings/users/[id]": visit("user", ({ examples }) => `/settings/users/${examples.userId}`),
  "(console)/signals": visit("signals", "/signals", "sre"),
  "(console)/signals/new": visit("signal-source-new", "/signals/new", "sre"),
  "(console)/signals/[slug]": several(
    visit("signal-source", ({ examples }) => `/signals/${examples.signalSource}`, "sre"),
    visit("signal-source-names", ({ examples }) => `/signals/${examples.signalSource}?tab=names`, "sre"),
    visit("signal-source-edit", ({ examples }) => `/signals/${examples.signalSource}?edit=true`, "sre"),
  ),
  "(console)/gates": visit("gates", "/gates"),
  "(console)/gates/requirements": several(
    visit("gate-requirements", "/gates/requirements", "sre"),
    visit("gate-requirements-developer", "/gates/requirements", "developer"),
  ),
  "(console)/gates/[service]/[environment]": several(
    visit("gate", ({ examples }) => `/gates/${examples.service}/production`, "developer"),
    visit(
      "gate-request",
      ({ examples }) => `/gates/${examples.service}/staging?version=${examples.gatedVersion}`,
      "approver",
    ),
  ),
  "(console)/changes/board": visit("board", "/changes/board", "approver"),
  "(console)/policies": visit("policies", "/policies", "sre"),
  "(console)/policies/[slug]": visit("policy", ({ examples }) => `/policies/${examples.budgetPolicy}`, "sre"),
  "(console)/slos": visit("slos", "/slos"),
  "(console)/slos/import": visit("slo-import", "/slos/import"),
  "(console)/slos/vendors": visit("slo-vendors", "/slos/vendors"),
  "(console)/slos/[slug]": visit("slo", ({ examples }) => `/slos/${examples.objective}`),
  "(console)/sources": visit("sources", "/sources"),
  "(console)/sources/new": visit("source-new", "/sources/new"),
  "(console)/sources/[slug]": several(
    visit("source", ({ examples }) => `/sources/${examples.source}`),
    visit("source-edit", ({ examples }) => `/sources/${examples.source}?edit=true`),
  ),
  "(console)/synthetics": visit("synthetics", "/synthetics", "sre"),
  "(console)/synthetics/new": visit("synthetic-new", "/synthetics/new", "sre"),
  "(console)/synthetics/[slug]": several(
    visit("synthetic", ({ examples }) => `/synthetics/${examples.check}`, "sre"),
    visit("synthetic-failing", "/synthetics/newsletter", "developer"),
    visit("synthetic-edit", ({ examples }) => `/synthetics/${examples.check}?edit=true`, "sre"),
  ),
  "(console)/system": visit("system", "/system", "sre"),
  "(console)/targets": visit("targets", "/targets"),
  "(console)/targets/new": visit("target-new", "/targets/new"),
  "(console)/targets/[id]": several(
    visit("target", ({ examples }) => `/targets/${examples.targetId}`),
    visit("target-edit", ({ examples }) => `/targets/${examples.targetId}?edit=true`),
  ),
  "(console)/templates": visit("templates", "/templates"),
  "(console)/templates/new": visit("template-new", "/templates/new"),
  "(console)/templates/[slug]": visit("template", ({ examples }) => `/templates/${examples.template}`),
  "(console)/waivers": several(
    visit("waivers", "/waivers"),
    visit("waivers-approver", "/waivers?list=mine", "approver"),
  ),
  "(console)/waivers/new": visit(
    "waiver-new",
    ({ examples }) => `/waivers/new?kind=freeze&service=${examples.service}&environment=staging`,
    "developer",
  ),
  status: visit("public-status", "/status", null),
  "(console)/waivers/[id]": visit("waiver", ({ examples }) => `/waivers/${examples.waiverId}`, "approver"),
};

/** Pages that only exist for tests of the product. */
const leftOut: readonly string[] = ["design"];

const root = path.resolve(import.meta.dirname, "../../../app");

/** Folders of `app` that hold a page. */
function pageFolders(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file))
    .filter((folder) => !leftOut.includes(folder))
    .sort();
}

/** What does not agree between the pages there are and the catalogue. */
export function catalogueGaps(): { readonly pagesWithoutVisit: string[]; readonly visitsWithoutPage: string[] } {
  const folders = pageFolders();
  return {
    pagesWithoutVisit: folders.filter((folder) => !Object.hasOwn(catalogue, folder)),
    visitsWithoutPage: Object.keys(catalogue).filter((folder) => !folders.includes(folder)),
  };
}

/** Every visit of every page that exists. */
export function plannedVisits(): readonly PlannedVisit[] {
  return pageFolders().flatMap((folder) => catalogue[folder] ?? []);
}

/** The same with their addresses in this installation. */
export function pageVisits(world: World): Promise<readonly PageVisit[]> {
  return Promise.all(plannedVisits().map(async ({ name, as, pathIn }) => ({ name, as, path: await pathIn(world) })));
}
