import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import {
  EnvironmentList,
  EnvironmentView,
  RegisteredVersion,
  ServiceDetail,
  ServiceListItem,
  ServicePage,
  ServiceView,
  VersionPage,
} from "./contract";
import { archiveService, restoreService } from "./use-cases/archive-service";
import { createEnvironment } from "./use-cases/create-environment";
import { createService } from "./use-cases/create-service";
import { editEnvironment } from "./use-cases/edit-environment";
import { editService } from "./use-cases/edit-service";
import { exportServices } from "./use-cases/export-services";
import { listEnvironments } from "./use-cases/list-environments";
import { listVersions } from "./use-cases/list-versions";
import { getService, listServices } from "./use-cases/read-services";
import { registerVersion } from "./use-cases/register-version";

const services = "Services";
const environments = "Environments";

export const catalogOperations = {
  listServices: operation({
    id: "listServices",
    method: "GET",
    path: "/services",
    tag: services,
    summary: "List services with what runs where",
    useCase: listServices,
    output: ServicePage,
  }),
  createService: operation({
    id: "createService",
    method: "POST",
    path: "/services",
    tag: services,
    summary: "Create a service",
    useCase: createService,
    output: ServiceView,
    status: 201,
  }),
  getService: operation({
    id: "getService",
    method: "GET",
    path: "/services/{slug}",
    tag: services,
    summary: "Get a service with what runs where and its last deployments",
    useCase: getService,
    output: ServiceDetail,
  }),
  editService: operation({
    id: "editService",
    method: "PATCH",
    path: "/services/{slug}",
    tag: services,
    summary: "Edit a service",
    useCase: editService,
    output: ServiceView,
  }),
  archiveService: operation({
    id: "archiveService",
    method: "POST",
    path: "/services/{slug}/archive",
    tag: services,
    summary: "Take a service out of the lists",
    useCase: archiveService,
    output: ServiceView,
  }),
  restoreService: operation({
    id: "restoreService",
    method: "POST",
    path: "/services/{slug}/restore",
    tag: services,
    summary: "Put an archived service back",
    useCase: restoreService,
    output: ServiceView,
  }),
  listVersions: operation({
    id: "listVersions",
    method: "GET",
    path: "/services/{slug}/versions",
    tag: services,
    summary: "List the versions of a service",
    useCase: listVersions,
    output: VersionPage,
  }),
  registerVersion: operation({
    id: "registerVersion",
    method: "POST",
    path: "/services/{slug}/versions",
    tag: services,
    summary: "Register a version; the same again changes nothing",
    useCase: registerVersion,
    output: RegisteredVersion,
  }),
  listEnvironments: operation({
    id: "listEnvironments",
    method: "GET",
    path: "/environments",
    tag: environments,
    summary: "List environments in their order",
    useCase: listEnvironments,
    output: EnvironmentList,
  }),
  createEnvironment: operation({
    id: "createEnvironment",
    method: "POST",
    path: "/environments",
    tag: environments,
    summary: "Create an environment",
    useCase: createEnvironment,
    output: EnvironmentView,
    status: 201,
  }),
  editEnvironment: operation({
    id: "editEnvironment",
    method: "PATCH",
    path: "/environments/{slug}",
    tag: environments,
    summary: "Edit an environment",
    useCase: editEnvironment,
    output: EnvironmentView,
  }),
  exportServices: exportOperation({
    id: "exportServices",
    rows: "services",
    tag: services,
    useCase: exportServices,
    row: ServiceListItem,
  }),
};
