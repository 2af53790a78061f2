import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import {
  DeclarationList,
  DeclaredNeeds,
  GraphView,
  IgnoreList,
  PushedContractResults,
  ReleaseAnswer,
  ReleasePlanView,
  RemovedDeclaration,
  StatedRunning,
} from "./contract";
import { askPlan, askVerdict } from "./use-cases/ask-release";
import { declareNeeds } from "./use-cases/declare-needs";
import { endIgnore } from "./use-cases/end-ignore";
import { ignoreNeed } from "./use-cases/ignore-need";
import { pushContractResults } from "./use-cases/push-contract-results";
import { getGraph, listDeclarations, listIgnores } from "./use-cases/read-dependencies";
import { removeDeclaration } from "./use-cases/remove-declaration";
import { stateRunning } from "./use-cases/state-running";

const tag = "Dependencies";

export const dependencyOperations = {
  getDependencies: operation({
    id: "getDependencies",
    method: "GET",
    path: "/dependencies",
    tag,
    summary: "See which services need which in an environment, how far that is kept, and of how many it is known",
    useCase: getGraph,
    output: GraphView,
  }),
  askDependencyVerdict: operation({
    id: "askDependencyVerdict",
    method: "GET",
    path: "/dependencies/verdict",
    tag,
    summary: "Ask whether versions can be released together into an environment: yes, no or unknown, with every reason",
    useCase: askVerdict,
    output: ReleaseAnswer,
  }),
  askDependencyPlan: operation({
    id: "askDependencyPlan",
    method: "GET",
    path: "/dependencies/plan",
    tag,
    summary: "Ask for a safe order of releases, what must move at one moment, and the way back",
    useCase: askPlan,
    output: ReleasePlanView,
  }),
  stateRunningVersions: operation({
    id: "stateRunningVersions",
    method: "POST",
    path: "/dependencies/running",
    tag,
    summary: "Say which versions run where, for services of which nothing else tells",
    useCase: stateRunning,
    output: StatedRunning,
  }),
  listServiceNeeds: operation({
    id: "listServiceNeeds",
    method: "GET",
    path: "/services/{slug}/needs",
    tag,
    summary: "List what was said of a service's needs, with who said it, when, and where it stands",
    useCase: listDeclarations,
    output: DeclarationList,
  }),
  declareServiceNeeds: operation({
    id: "declareServiceNeeds",
    method: "POST",
    path: "/services/{slug}/needs",
    tag,
    summary: "Say everything that versions of a service need of other services; the same again only confirms it",
    useCase: declareNeeds,
    output: DeclaredNeeds,
  }),
  removeServiceNeeds: operation({
    id: "removeServiceNeeds",
    method: "POST",
    path: "/needs/{id}/remove",
    tag,
    summary: "Take back what was said of versions",
    useCase: removeDeclaration,
    output: RemovedDeclaration,
  }),
  pushContractResults: operation({
    id: "pushContractResults",
    method: "POST",
    path: "/contract-results",
    tag,
    summary: "Send what tests of versions with each other came to",
    useCase: pushContractResults,
    output: PushedContractResults,
    status: 201,
  }),
  listIgnoredNeeds: operation({
    id: "listIgnoredNeeds",
    method: "GET",
    path: "/dependency-ignores",
    tag,
    summary: "List needs that are taken out of verdicts now, with reasons and until when",
    useCase: listIgnores,
    output: IgnoreList,
  }),
  ignoreNeed: operation({
    id: "ignoreNeed",
    method: "POST",
    path: "/dependency-ignores",
    tag,
    summary: "Take a need out of verdicts, for a reason, for at most 90 days",
    useCase: ignoreNeed,
    output: z.object({ id: z.string(), until: z.string() }),
    status: 201,
  }),
  endIgnoredNeed: operation({
    id: "endIgnoredNeed",
    method: "POST",
    path: "/dependency-ignores/{id}/end",
    tag,
    summary: "Let a need count again before its time",
    useCase: endIgnore,
    output: z.object({ id: z.string() }),
  }),
};
