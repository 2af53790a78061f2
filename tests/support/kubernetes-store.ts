import { randomUUID } from "node:crypto";

/** An object as it is kept: with all that an API server adds. */
export interface KeptObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    annotations?: Record<string, string>;
  };
  spec: Record<string, unknown>;
  status?: Record<string, unknown>;
}

export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly version: number;
  /** Group, plural and namespace of the object. */
  readonly collection: string;
  readonly object: KeptObject;
}

export type Replaced =
  | { readonly kind: "done"; readonly object: KeptObject }
  | { readonly kind: "missing" | "conflict" | "no_version" };

/** Equal but for the order of fields. */
function isSame(one: unknown, other: unknown): boolean {
  const ordered = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(one, (_, value) => ordered(value)) === JSON.stringify(other, (_, value) => ordered(value));
}

/**
 * What stands behind an API server: one counter of versions for everything, replacement only of the version that was read,
 * `generation` counted by changes of the spec alone, a status of its own, no new version where nothing changes, and a
 * history that can be forgotten.
 */
export class KubernetesStore {
  #version = 1_000;
  /** Versions up to this one are forgotten; a watch cannot begin there. */
  #forgottenUpTo = 0;
  readonly #objects = new Map<string, KeptObject>();
  readonly #events: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();

  get version(): number {
    return this.#version;
  }

  find(collection: string, name: string): KeptObject | null {
    const kept = this.#objects.get(`${collection}/${name}`);
    return kept ? structuredClone(kept) : null;
  }

  list(collection: string): KeptObject[] {
    return [...this.#objects]
      .filter(([key]) => key.startsWith(`${collection}/`))
      .map(([, object]) => structuredClone(object));
  }

  create(
    collection: string,
    given: Pick<KeptObject, "apiVersion" | "kind" | "spec"> & { name: string; namespace: string },
  ) {
    const { apiVersion, kind, spec, name, namespace } = given;
    const metadata = { name, namespace, uid: randomUUID(), resourceVersion: "", generation: 1 };
    return this.#keep("ADDED", collection, structuredClone({ apiVersion, kind, metadata, spec }));
  }

  replace(collection: string, part: "object" | "status", given: KeptObject): Replaced {
    const kept = this.#objects.get(`${collection}/${given.metadata.name}`);
    if (!kept) return { kind: "missing" };
    if (!given.metadata.resourceVersion) return { kind: "no_version" };
    const isOther = given.metadata.uid !== undefined && given.metadata.uid !== kept.metadata.uid;
    if (isOther || given.metadata.resourceVersion !== kept.metadata.resourceVersion) return { kind: "conflict" };
    const next = structuredClone(kept);
    if (part === "status") {
      next.status = structuredClone(given.status ?? {});
    } else {
      next.spec = structuredClone(given.spec);
      if (given.metadata.annotations) next.metadata.annotations = structuredClone(given.metadata.annotations);
      else delete next.metadata.annotations;
      if (!isSame(next.spec, kept.spec)) next.metadata.generation += 1;
    }
    if (isSame(next, kept)) return { kind: "done", object: structuredClone(kept) };
    return { kind: "done", object: this.#keep("MODIFIED", collection, next) };
  }

  /** Change an object as somebody with `kubectl edit` would: on its newest version. */
  edit(collection: string, name: string, part: "object" | "status", change: (object: KeptObject) => void): KeptObject {
    const object = this.find(collection, name);
    if (!object) throw new Error(`there is no ${collection}/${name}`);
    change(object);
    const replaced = this.replace(collection, part, object);
    if (replaced.kind !== "done") throw new Error(replaced.kind);
    return replaced.object;
  }

  remove(collection: string, name: string): void {
    const object = this.find(collection, name);
    if (!object) return;
    this.#objects.delete(`${collection}/${name}`);
    this.#version += 1;
    object.metadata.resourceVersion = String(this.#version);
    this.#tell({ type: "DELETED", version: this.#version, collection, object });
  }

  /** Events after a version; null when they are forgotten. */
  since(collection: string, version: number): readonly StoreEvent[] | null {
    if (version < this.#forgottenUpTo) return null;
    return this.#events.filter((event) => event.collection === collection && event.version > version);
  }

  /** Forget the history, as etcd does after five minutes. */
  forgetHistory(): void {
    this.#version += 1;
    this.#forgottenUpTo = this.#version;
    this.#events.length = 0;
  }

  onEvent(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(type: "ADDED" | "MODIFIED", collection: string, object: KeptObject): KeptObject {
    // Other objects use the same counter.
    this.#version += 1 + (this.#version % 3);
    object.metadata.resourceVersion = String(this.#version);
    this.#objects.set(`${collection}/${object.metadata.name}`, object);
    this.#tell({ type, version: this.#version, collection, object: structuredClone(object) });
    return structuredClone(object);
  }

  #tell(event: StoreEvent): void {
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}
