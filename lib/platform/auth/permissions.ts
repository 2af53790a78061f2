/**
 * The one table of who may do what. Code, documents, navigation and the authorisation test are driven by it.
 * Client-safe: it holds names only.
 */
export const roles = [
  "viewer",
  "developer",
  "sre",
  "release_manager",
  "approver",
  "executive",
  "auditor",
  "admin",
] as const;
export type Role = (typeof roles)[number];

export const roleTitles: Readonly<Record<Role, string>> = {
  viewer: "Viewer",
  developer: "Developer",
  sre: "SRE",
  release_manager: "Release manager",
  approver: "Approver",
  executive: "Executive (CIO)",
  auditor: "Auditor",
  admin: "Administrator",
};

const everyone: readonly Role[] = roles;
const operators: readonly Role[] = ["sre", "release_manager", "admin"];

/** Permission → roles that have it, with the words shown to somebody who has not. */
export const permissions = {
  "catalog:read": { roles: everyone, does: "see services, environments and what runs where" },
  "catalog:write": { roles: ["developer", ...operators], does: "create and edit services and versions" },
  "catalog:import": { roles: ["developer", ...operators], does: "import deployments" },
  "environment:write": { roles: ["release_manager", "admin"], does: "create and edit environments" },
  "target:read": { roles: everyone, does: "see targets and metric sources" },
  "target:write": { roles: ["sre", "admin"], does: "create and edit targets and metric sources" },
  "target:test": { roles: ["developer", ...operators], does: "test a connection" },
  "connection:read": { roles: everyone, does: "see connections to other systems" },
  "connection:write": { roles: ["sre", "admin"], does: "create, edit and test connections to other systems" },
  "reconciliation:write": { roles: operators, does: "bring a CMDB and decide about differences" },
  "telemetry:push": { roles: ["developer", ...operators], does: "send spans and metrics of running services" },
  "rollout:read": { roles: everyone, does: "see rollouts" },
  "rollout:start": { roles: ["developer", ...operators], does: "start a rollout" },
  "rollout:control": { roles: ["developer", ...operators], does: "promote, pause and resume a rollout" },
  "rollout:approve": { roles: ["approver", "sre", "release_manager", "admin"], does: "approve a step" },
  "rollout:abort": { roles: ["developer", "approver", ...operators], does: "take a version out of traffic" },
  "template:write": { roles: ["sre", "admin"], does: "edit rollout templates" },
  "policy:write": { roles: ["sre", "release_manager", "admin"], does: "change how a service is rolled out" },
  "budget:write": { roles: operators, does: "set and change error-budget policies" },
  "slo:read": { roles: everyone, does: "see objectives and their budgets" },
  "slo:write": { roles: operators, does: "set and change objectives" },
  "slo:sign": {
    roles: ["approver", ...operators],
    does: "sign objectives off for product, operations or security",
  },
  "clock:read": { roles: everyone, does: "see SLA clocks" },
  "clock:write": { roles: operators, does: "set and change SLA clocks and business schedules" },
  "clock:pause": { roles: operators, does: "pause and resume SLA clocks" },
  "clock:push": { roles: ["developer", ...operators], does: "send events of SLA clocks" },
  "ownership:write": { roles: operators, does: "say who answers for objectives" },
  "review:read": { roles: everyone, does: "see breaches, root causes, retrospectives and meetings" },
  "review:write": { roles: ["developer", "approver", ...operators], does: "write root causes and settle actions" },
  "review:sign": {
    roles: ["approver", "sre", "release_manager", "admin"],
    does: "sign root causes that others wrote",
  },
  "review:lead": { roles: operators, does: "close breaches and hold retrospectives and meetings" },
  "review:rules": { roles: ["release_manager", "admin"], does: "change what reviews require" },
  "alert:read": { roles: everyone, does: "see alerts, who was told of them, and their routes" },
  "alert:acknowledge": { roles: ["developer", ...operators], does: "acknowledge an alert" },
  "alert:write": { roles: operators, does: "set who is told of alerts" },
  "waiver:read": { roles: everyone, does: "see waivers and emergency releases" },
  "waiver:request": { roles: ["developer", ...operators], does: "ask for a waiver" },
  "waiver:approve": {
    roles: ["approver", "sre", "release_manager", "admin"],
    does: "approve, revoke and review exceptions of others",
  },
  "rollout:emergency": { roles: operators, does: "release past windows and policies in an emergency" },
  "dependency:push": {
    roles: ["developer", ...operators],
    does: "say what services need of each other, and what runs where nothing else tells",
  },
  "dependency:ignore": { roles: operators, does: "take a need between services out of verdicts, for a reason" },
  "gate:read": { roles: everyone, does: "see gates, requests for releases and the change advisory board" },
  "gate:write": { roles: ["sre", "admin"], does: "change what gates require" },
  "board:decide": {
    roles: ["approver", "sre", "release_manager", "admin"],
    does: "decide for the change advisory board about releases of others",
  },
  "train:read": { roles: everyone, does: "see release trains" },
  "train:write": { roles: ["developer", ...operators], does: "plan release trains and tick their checklists" },
  "reservation:read": { roles: everyone, does: "see reservations of environments and their availability" },
  "reservation:write": {
    roles: ["developer", "approver", ...operators],
    does: "reserve environments and give them back",
  },
  "reservation:manage": {
    roles: operators,
    does: "take reservations away, and change what environments grant and promise",
  },
  "checklist:write": { roles: operators, does: "change what is done and said for releases" },
  "drill:write": { roles: operators, does: "schedule and record rollback drills" },
  "flag:flip": { roles: ["developer", ...operators], does: "ask to flip feature flags" },
  "window:write": { roles: ["release_manager", "admin"], does: "set blackouts and maintenance windows" },
  "feed:own": { roles: everyone, does: "make and revoke own feeds of the calendar" },
  "holiday:write": { roles: ["release_manager", "admin"], does: "bring calendars of holidays" },
  "signal:read": { roles: everyone, does: "see event sources and what they send" },
  "signal:write": { roles: ["sre", "admin"], does: "set up event sources and say what their names mean" },
  "signal:inspect": { roles: ["developer", ...operators], does: "see the raw bodies of deliveries" },
  "signal:replay": { roles: operators, does: "have deliveries read again" },
  "signal:push": { roles: ["developer", ...operators], does: "send signals" },
  "incident:read": { roles: everyone, does: "see incidents and what caused them" },
  "incident:link": { roles: operators, does: "correct what caused an incident" },
  "insights:read": { roles: everyone, does: "see delivery figures" },
  "insights:rules": { roles: operators, does: "change what delivery figures count, and have them made again" },
  "risk:train": { roles: ["sre", "release_manager", "admin"], does: "train the risk model" },
  "anomaly:acknowledge": { roles: ["developer", ...operators], does: "acknowledge an anomaly" },
  "report:write": { roles: operators, does: "schedule and send reports" },
  "audit:read": { roles: ["sre", "release_manager", "executive", "auditor", "admin"], does: "read the audit log" },
  "identity:read": { roles: ["auditor", "admin"], does: "see users and their roles" },
  "identity:write": { roles: ["admin"], does: "manage users and roles" },
  "team:read": { roles: everyone, does: "see teams" },
  "team:write": { roles: ["release_manager", "admin"], does: "manage teams" },
  "token:own": { roles: everyone, does: "make and revoke own API tokens" },
  "token:manage": { roles: ["admin"], does: "revoke anybody's API tokens" },
  "account:own": { roles: everyone, does: "change own account and sessions" },
  "status-page:write": { roles: ["admin"], does: "switch the public status page on, and choose what it shows" },
  "system:read": { roles: ["sre", "auditor", "admin"], does: "see the state of the product's own parts" },
} as const satisfies Record<string, { roles: readonly Role[]; does: string }>;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions) as readonly Permission[];

/** Every permission that at least one of `held` grants. */
export function permissionsOf(held: readonly Role[]): ReadonlySet<Permission> {
  return new Set(
    allPermissions.filter((permission) => permissions[permission].roles.some((role) => held.includes(role))),
  );
}

/** "Needs SRE or Administrator": who to ask, for a disabled control or a refusal. */
export function whoMay(permission: Permission): string {
  const titles = permissions[permission].roles.map((role) => roleTitles[role]);
  const last = titles[titles.length - 1];
  return titles.length === 1 ? `${last}` : `${titles.slice(0, -1).join(", ")} or ${last}`;
}

/** Does this string name a permission? For scopes of tokens that came from outside. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}
