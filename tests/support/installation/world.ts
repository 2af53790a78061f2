import { readFileSync } from "node:fs";
import type { ToyShop } from "./toy-shops";

/** What the tests are told about the installation that the setup started. */
export interface World {
  readonly baseUrl: string;
  /** An administrator's API token. */
  readonly token: string;
  /** Where the signed-in browsers' states are. */
  readonly stateDirectory: string;
  readonly prometheusUrl: string;
  readonly shops: Readonly<Record<string, ToyShop>>;
  readonly examples: Examples;
}

/** Things that pages about one thing are opened with. */
export interface Examples {
  readonly service: string;
  readonly template: string;
  readonly source: string;
  readonly signalSource: string;
  readonly targetId: string;
  readonly userId: string;
  readonly inFlightId: string;
  readonly rolledBackId: string;
  readonly completedId: string;
  readonly deploymentId: string;
  readonly runId: string;
  readonly incidentId: string;
  /** A version of the service that was asked for in staging. */
  readonly gatedVersion: string;
  /** A release train that was planned. */
  readonly trainId: string;
  /** Slug of an environment that somebody holds and others wait for. */
  readonly reservedEnvironment: string;
  /** A waiver that waits for approval. */
  readonly waiverId: string;
  /** Slug of an objective of the service. */
  readonly objective: string;
  /** Slug of a synthetic check of the service. */
  readonly check: string;
  /** Slug of an error-budget policy. */
  readonly budgetPolicy: string;
  readonly clockId: string;
  /** A one-time link's address, not used up. */
  readonly setupPath: string;
  /** An import that was checked and has faults. */
  readonly importId: string;
  /** The service of the rolled-back rollout, of which a receiver that nobody listens at is told. */
  readonly alertedService: string;
  /** Slug of a connection. */
  readonly connection: string;
  /** A review meeting that was held. */
  readonly meetingId: string;
}

export function readWorld(file: string | undefined): World {
  if (!file) throw new Error("E2E_WORLD is not set: the global setup did not run");
  return JSON.parse(readFileSync(file, "utf8")) as World;
}
