import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type DeclarationList,
  GetGraphInput,
  type GraphView,
  type IgnoreList,
  ListDeclarationsInput,
  ListIgnoresInput,
} from "../contract";
import {
  findPlace,
  listCatalogRows,
  listDeclaredServices,
  listDeclarations as loadDeclarations,
  listIgnores as loadIgnores,
} from "../declaration-read-model";
import { loadWorld } from "../world-read-model";
import { graphView } from "./present-dependencies";

/** Who needs whom in an environment: all of it, what is near one service, or what is broken. With how much is known, and how old it is. */
export const getGraph = defineQuery({
  name: "dependency.graph",
  permission: "catalog:read",
  input: GetGraphInput,
  async handle({ input, db: client, now }): Promise<GraphView> {
    const db = prismaExecutor(client);
    const environment = await findPlace(db, input.environment);
    if (!environment && input.environment !== undefined) throw notFound("environment", input.environment);
    const rows = await listCatalogRows(db);
    const { service = null } = input;
    if (service !== null && !rows.some(({ slug }) => slug === service)) throw notFound("service", service);
    const world = environment ? await loadWorld(db, { environment, moves: [], now }) : null;
    const declared = environment ? await listDeclaredServices(db, environment.id) : [];
    return graphView({ ...input, service, environment, rows, world, declared, now });
  },
});

/** Everything that was said of what a service needs, with who said it, when, and where it stands. */
export const listDeclarations = defineQuery({
  name: "dependency.list",
  permission: "catalog:read",
  input: ListDeclarationsInput,
  async handle({ input, db }): Promise<DeclarationList> {
    const serviceId = (await serviceIdsBySlug(db, [input.slug])).get(input.slug);
    if (!serviceId) throw notFound("service", input.slug);
    return { items: await loadDeclarations(prismaExecutor(db), serviceId) };
  },
});

/** What is taken out of verdicts now, with reasons and until when. */
export const listIgnores = defineQuery({
  name: "dependency.ignores",
  permission: "catalog:read",
  input: ListIgnoresInput,
  handle: async ({ db, now }): Promise<IgnoreList> => ({ items: await loadIgnores(prismaExecutor(db), now) }),
});
