import { operation } from "@/lib/platform/http/operation";
import { OwnershipView } from "./contract";
import { getOwnership } from "./use-cases/read-ownership";
import { setOwnership } from "./use-cases/set-ownership";

const one = { tag: "Objectives", path: "/objectives/{slug}/ownership", output: OwnershipView } as const;

export const ownershipOperations = {
  getOwnership: operation({
    ...one,
    id: "getOwnership",
    method: "GET",
    summary: "See who answers for an objective, whose turn it is, and what is missing",
    useCase: getOwnership,
  }),
  setOwnership: operation({
    ...one,
    id: "setOwnership",
    method: "PUT",
    summary: "Say who answers for an objective",
    useCase: setOwnership,
  }),
};
