import { operation } from "@/lib/platform/http/operation";
import { StatusPageSettings } from "./contract";
import { getStatusPageSettings } from "./use-cases/read-status-page-settings";
import { setStatusPage } from "./use-cases/set-status-page";

const tag = "Release trains";

export const statusPageOperations = {
  getStatusPageSettings: operation({
    id: "getStatusPageSettings",
    method: "GET",
    path: "/status-page/settings",
    tag,
    summary: "See whether the public status page is on, and what it shows",
    useCase: getStatusPageSettings,
    output: StatusPageSettings,
  }),
  setStatusPage: operation({
    id: "setStatusPage",
    method: "PUT",
    path: "/status-page/settings",
    tag,
    summary: "Switch the public status page on or off, and choose the services that it shows and their names there",
    useCase: setStatusPage,
    output: StatusPageSettings,
  }),
};
