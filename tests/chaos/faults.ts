import type { Fault } from "./fault";
import { allGone } from "./faults/all-gone";
import { blockedOwner } from "./faults/blocked-owner";
import { clockJumps } from "./faults/clock-jumps";
import { connectionsEnd, connectionsUsedUp, outcomeUnknown } from "./faults/connections";
import { databaseHangs } from "./faults/database-hangs";
import { databaseRestart } from "./faults/database-restart";
import { deploy } from "./faults/deploy";
import { killOwner } from "./faults/kill-owner";
import { leaseRace } from "./faults/lease-race";
import { metricsDown, metricsHang } from "./faults/metrics-dark";
import { pauseOwner } from "./faults/pause-owner";
import { planeEdited, planeRestart } from "./faults/plane-forgets";
import { planeGarbled, planeHangs } from "./faults/plane-hangs";

/** Every fault that can be done, by its row. */
export const faults: readonly Fault[] = [
  killOwner,
  pauseOwner,
  blockedOwner,
  connectionsEnd,
  leaseRace,
  deploy,
  databaseRestart,
  databaseHangs,
  connectionsUsedUp,
  outcomeUnknown,
  clockJumps,
  metricsDown,
  metricsHang,
  planeHangs,
  planeRestart,
  planeEdited,
  planeGarbled,
  allGone,
];
