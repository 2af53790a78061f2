import type { Reconciler } from "../port";
import { githubReconciler } from "./github/reconciler";
import { gitlabReconciler } from "./gitlab/reconciler";
import { jenkinsReconciler } from "./jenkins/reconciler";
import { pagerdutyReconciler } from "./pagerduty/reconciler";

/** Every vendor that we can ask. */
export const vendorReconcilers: readonly Reconciler[] = [
  githubReconciler,
  gitlabReconciler,
  jenkinsReconciler,
  pagerdutyReconciler,
];
