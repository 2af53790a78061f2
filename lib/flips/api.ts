import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { FlagFlipPage, FlagFlipView } from "./contract";
import { askFlagFlip } from "./use-cases/ask-flag-flip";
import { exportFlagFlips } from "./use-cases/export-flag-flips";
import { getFlagFlip, listFlagFlips } from "./use-cases/read-flag-flips";

const tag = "Flag flips";

export const flipOperations = {
  askFlagFlip: operation({
    id: "askFlagFlip",
    method: "POST",
    path: "/flag-flips",
    tag,
    summary: "Ask whether a feature flag may be given another value now; the answer is recorded, also a refusal",
    useCase: askFlagFlip,
    output: FlagFlipView,
    status: 201,
  }),
  listFlagFlips: operation({
    id: "listFlagFlips",
    method: "GET",
    path: "/flag-flips",
    tag,
    summary: "List flips of feature flags that were asked for, newest first",
    useCase: listFlagFlips,
    output: FlagFlipPage,
  }),
  getFlagFlip: operation({
    id: "getFlagFlip",
    method: "GET",
    path: "/flag-flips/{id}",
    tag,
    summary: "Get a flip of a feature flag with the verdict as it was answered",
    useCase: getFlagFlip,
    output: FlagFlipView,
  }),
  exportFlagFlips: exportOperation({
    id: "exportFlagFlips",
    rows: "flag-flips",
    tag,
    useCase: exportFlagFlips,
    row: FlagFlipView,
  }),
};
