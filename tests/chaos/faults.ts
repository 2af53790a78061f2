import type { Fault } from "./fault";
import { allGone } from "./faults/all-gone";
import { blockedOwner } from "./faults/blocked-owner";
import { clockJumps } from "./faults/clock-jumps";
import { commandOrders, copiedCommands } from "./faults/commands";
import { connectionsEnd, connectionsUsedUp, outcomeUnknown } from "./faults/connections";
import { databaseHangs } from "./faults/database-hangs";
import { databaseRestart } from "./faults/database-restart";
import { deploy } from "./faults/deploy";
import { databaseFailover, oldPrimaryReturns } from "./faults/failover";
import { killOwner } from "./faults/kill-owner";
import { leaseRace } from "./faults/lease-race";
import { metricsDown, metricsHang } from "./faults/metrics-dark";
import { prometheusRestarts, targetDies } from "./faults/metrics-gaps";
import { noticesLost } from "./faults/notices-lost";
import { partialFleet } from "./faults/partial-fleet";
import { pauseOwner } from "./faults/pause-owner";
import { planeEdited, planeRestart } from "./faults/plane-forgets";
import { planeGarbled, planeHangs } from "./faults/plane-hangs";
import { planeSlotsUsedUp } from "./faults/plane-slots";
import { restoredBackup } from "./faults/restore";
import { stableSick } from "./faults/stable-sick";
import { strangeAnswers } from "./faults/strange-answers";
import { thunderingStart } from "./faults/thundering-start";

/** Every fault that can be done, by its row. */
export const faults: readonly Fault[] = [
  killOwner,
  pauseOwner,
  blockedOwner,
  connectionsEnd,
  leaseRace,
  deploy,
  databaseRestart,
  databaseFailover,
  oldPrimaryReturns,
  databaseHangs,
  connectionsUsedUp,
  outcomeUnknown,
  noticesLost,
  clockJumps,
  metricsDown,
  metricsHang,
  targetDies,
  prometheusRestarts,
  strangeAnswers,
  planeHangs,
  planeSlotsUsedUp,
  planeRestart,
  partialFleet,
  planeEdited,
  planeGarbled,
  copiedCommands,
  commandOrders,
  allGone,
  restoredBackup,
  stableSick,
  thunderingStart,
];
