/**
 * Who may import whom. Each rule has its reason in `comment`, each exception its own line with a reason.
 * `dependencies.test.ts` runs it over the tree and, with planted violations, over itself.
 */

/** Framework packages: only doors (pages, routes, actions, platform/http, next-auth's adapter) know them. */
const frameworks = "^(node_modules/)?(next|next-auth|react|react-dom|@mantine/[^/]+|@tanstack/[^/]+|nuqs)(/|$)";

/** The language's own calendar, for browsers that do not have it yet, and the rules of RFC 5545 over it: as pure as `Date.UTC`. */
const temporal = "^(node_modules/)?(temporal-polyfill|rrule-temporal)(/|$)";

/** The order of versions, as the whole ecosystem of npm computes it: pure, and better not written twice. */
const semver = "^(node_modules/)?(@types/)?semver(/|$)";

/** Component folders that know no product words. */
const primitives = "ui|charts|data-table|feedback|layout|forms|live";

/** Component folders that answer over several slices, as pages do. */
const screens = "home|console|demo|design";

/** What a slice shows to others: verbs, shapes, ports, answers to questions, job payloads, pure decisions. */
const doorsOfSlices = [
  "^lib/[^/]+/(use-cases|domain)/",
  "^lib/[^/]+/(contract|port|queries|jobs)\\.ts$",
  "^lib/[^/]+/[a-z-]+-(contract|read-model)\\.ts$",
];

/** Shapes without behaviour: what a domain may know of its neighbours, as types. */
const shapesOfSlices = ["^lib/[^/]+/domain/", "^lib/[^/]+/(contract|port)\\.ts$", "^lib/[^/]+/[a-z-]+-contract\\.ts$"];

/** Folders of lib that are not slices. */
const notSlices = "kernel|platform|entry";

const valueImports = { dependencyTypesNot: ["type-only"] };

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment: "A decision depends on its arguments alone: domain code runs only itself and the kernel.",
      severity: "error",
      from: { path: "^lib/([^/]+)/domain/" },
      to: {
        ...valueImports,
        pathNot: ["^lib/$1/domain/", "^lib/kernel/", temporal, semver],
      },
    },
    {
      name: "domain-knows-only-shapes",
      comment: "Types of other parts may be named in a domain when they are contracts, ports or domains.",
      severity: "error",
      from: { path: "^lib/[^/]+/domain/" },
      to: { dependencyTypes: ["type-only"], pathNot: ["^lib/kernel/", temporal, semver, ...shapesOfSlices] },
    },
    {
      name: "kernel-is-pure",
      comment: "Everything stands on the kernel; it stands on nothing.",
      severity: "error",
      from: { path: "^lib/kernel/" },
      to: { pathNot: ["^lib/kernel/", temporal] },
    },
    {
      name: "verbs-know-no-framework",
      comment: "A use-case is called by pages, routes, jobs and the CLI alike, so it knows none of them.",
      severity: "error",
      from: {
        path: [
          "^lib/[^/]+/(use-cases|loop)/",
          "^lib/[^/]+/[a-z-]+-(store|read-model|contract)\\.ts$",
          "^lib/[^/]+/(contract|port|jobs|api)\\.ts$",
        ],
      },
      to: { path: [frameworks, "^lib/platform/http/(action|page|route)\\.ts$"] },
    },
    {
      name: "only-the-platform-knows-the-driver",
      comment: "The generated client and the drivers are reached through lib/platform/db.",
      severity: "error",
      from: {
        path: "^(app|components|lib|proxy|instrumentation)",
        pathNot: [
          "^lib/platform/db/",
          // Listening for hints needs a connection of its own, outside any pool.
          "^lib/platform/stream/hint-listener\\.ts$",
        ],
      },
      to: { path: ["^lib/platform/db/generated/", "^(node_modules/)?(pg|@prisma/[^/]+)(/|$)"] },
    },
    {
      name: "only-stores-touch-the-database",
      comment:
        "Statements live in stores and read-models. Use-cases, the loop and jobs only pass the transaction on " +
        "(tests/architecture/tidy.test.ts checks that they write no statement).",
      severity: "error",
      from: {
        path: "^(app|components|lib|proxy|instrumentation)",
        pathNot: [
          "^lib/platform/",
          "^lib/entry/",
          "^lib/composition[a-z-]*\\.ts$",
          "^lib/[^/]+/[a-z-]+-(store|read-model)\\.ts$",
          "^lib/[^/]+/(use-cases|loop)/",
          // A port may say that its calls happen in the caller's transaction.
          "^lib/[^/]+/port\\.ts$",
        ],
      },
      to: { path: "^lib/platform/db/" },
    },
    {
      name: "components-are-client-safe",
      comment: "Components see shapes, query options, pure code and the client side of the platform.",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: "^lib/",
        pathNot: [
          "^lib/kernel/",
          "^lib/[^/]+/domain/",
          "^lib/[^/]+/(contract|queries|port)\\.ts$",
          "^lib/[^/]+/[a-z-]+-contract\\.ts$",
          "^lib/platform/http/(api-client|query-client|action-client|url-filter)\\.ts$",
          "^lib/platform/auth/permissions\\.ts$",
          "^lib/platform/product-info\\.ts$",
        ],
      },
    },
    {
      name: "components-know-no-page",
      comment: "Pages compose components. The one thing of app/ that a component calls is a server action.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^app/", pathNot: "^app/.*actions\\.ts$" },
    },
    {
      name: "primitives-know-no-feature",
      comment: "Primitives are the same in every product; they know no slice and no feature component.",
      severity: "error",
      from: { path: `^components/((${primitives})/|[^/]+$)` },
      to: {
        path: ["^components/", "^lib/"],
        pathNot: [
          `^components/((${primitives})/|[^/]+$)`,
          "^lib/(kernel|platform)/",
          // A verdict (pass, fail, inconclusive, blind) is the one product word that badges and tiles must show.
          "^lib/analysis/domain/evidence\\.ts$",
        ],
      },
    },
    {
      name: "features-do-not-import-one-another",
      comment:
        "A page or a screen composes features; what they share is a primitive, or how a noun is shown everywhere.",
      severity: "error",
      from: { path: "^components/([^/]+)/", pathNot: `^components/(${primitives}|${screens})/` },
      to: {
        path: "^components/[^/]+/",
        pathNot: [
          "^components/$1/",
          `^components/(${primitives})/`,
          // How a slice's nouns are said, shown and chosen, the same on every page.
          "^components/[^/]+/(phase|phase-badge|phase-status|verdict|version-change|use-[a-z-]+-choices)\\.tsx?$",
        ],
      },
    },
    {
      name: "slices-meet-at-their-doors",
      comment: "Slices meet through use-cases, contracts, ports, read-models, job payloads and domains.",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: `^lib/(${notSlices})/` },
      to: {
        path: "^lib/[^/]+/",
        pathNot: [
          "^lib/$1/",
          `^lib/(${notSlices})/`,
          ...doorsOfSlices,
          // Which adapter may use which is the next rule's business.
          "^lib/[^/]+/adapters/",
          // Trying queries and connections needs the open links that only the control loop has; it lends them.
          "^lib/telemetry/preflight\\.ts$",
          "^lib/traffic/test-target\\.ts$",
          // A connection's sealed secret is opened in one place, for whichever slice speaks over it.
          "^lib/connections/open-connection\\.ts$",
        ],
      },
    },
    {
      name: "adapters-are-chosen-in-composition",
      comment: "Code speaks to ports; which adapter stands behind one is chosen in lib/composition*.ts and entries.",
      severity: "error",
      from: {
        path: "^(app|components|lib|proxy|instrumentation)",
        pathNot: ["^lib/[^/]+/adapters/", "^lib/composition[a-z-]*\\.ts$", "^lib/entry/"],
      },
      to: {
        path: "^lib/[^/]+/adapters/",
        pathNot: [
          // Whole endpoints, which a route file exports as they are.
          "^lib/identity/adapters/(next-auth-handler|hint-endpoint)\\.ts$",
          "^lib/otlp/adapters/otlp-endpoint\\.ts$",
          // argon2id and the session cookie are fixed by decision, not chosen by installation: a port would have one side.
          "^lib/identity/adapters/(password-hash|session-cookie)\\.ts$",
        ],
      },
    },
    {
      name: "adapters-of-slices-are-apart",
      comment: "An adapter is a private matter of its slice.",
      severity: "error",
      from: { path: "^lib/([^/]+)/adapters/" },
      to: {
        path: "^lib/[^/]+/adapters/",
        pathNot: [
          "^lib/$1/adapters/",
          // The data planes' own counters come over the same door and with the same parser as their weights.
          "^lib/traffic/adapters/(edge-door|outbound-call|haproxy/server-counters)\\.ts$",
        ],
      },
    },
    {
      name: "platform-knows-no-slice",
      comment: "The platform is shared by all slices and depends on none.",
      severity: "error",
      from: { path: "^lib/platform/" },
      to: { path: "^lib/", pathNot: "^lib/(platform|kernel)/" },
    },
    {
      name: "lib-knows-no-screen",
      comment: "lib never imports app or components.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "app-composes-only",
      comment: "A page or route calls use-cases and operations; it reads no store and decides nothing itself.",
      severity: "error",
      from: { path: "^(app/|proxy|instrumentation)" },
      to: { path: ["^lib/[^/]+/[a-z-]+-(store|read-model)\\.ts$", "^lib/[^/]+/loop/", "^lib/entry/"] },
    },
    {
      name: "nobody-imports-an-entry",
      comment: "An entry starts a process when it is loaded.",
      severity: "error",
      from: { pathNot: "^lib/entry/" },
      to: { path: "^lib/entry/" },
    },
    {
      name: "composition-is-called-from-entries",
      comment: "Whoever needs a part is given it; only what starts a process composes.",
      severity: "error",
      from: { pathNot: ["^lib/entry/", "^lib/composition[a-z-]*\\.ts$", "^instrumentation\\.ts$", "^prisma/"] },
      to: { path: "^lib/composition[a-z-]*\\.ts$" },
    },
    {
      name: "product-knows-no-tests",
      comment: "What runs for users does not load test code, nor packages that only tests have.",
      severity: "error",
      from: {
        path: "^(app|components|lib)/",
        pathNot: [
          // Writes migrations on a developer's machine with the schema engine, which production never needs.
          "^lib/platform/db/schema-diff\\.ts$",
        ],
      },
      to: { path: "^tests/" },
    },
    {
      name: "no-development-packages-in-the-product",
      comment: "What runs for users does not load packages that an installation does not have.",
      severity: "error",
      from: {
        path: "^(app|components|lib)/",
        // Writes migrations on a developer's machine with the schema engine, which production never needs.
        pathNot: "^lib/platform/db/schema-diff\\.ts$",
      },
      to: { ...valueImports, dependencyTypes: ["npm-dev"] },
    },
    {
      name: "packages-are-declared",
      comment: "Every package that is imported stands in package.json.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "imports-resolve",
      comment: "An import that leads nowhere would be invisible to every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-cycles",
      comment: "Modules that need each other at run time are one module.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "A module that nothing uses and that uses nothing is forgotten.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          // Loaded by a name in a configuration, not by an import.
          "^app/.*(page|layout|route|loading|error|not-found|global-error|default|template)\\.tsx?$",
          "^lib/entry/",
          "\\.d\\.ts$",
          "\\.css$",
        ],
      },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "^lib/platform/db/generated/"] },
    moduleSystems: ["es6"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
