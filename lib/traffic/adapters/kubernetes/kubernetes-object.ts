import { z } from "zod";

/**
 * An object of Kubernetes as far as it is looked at. What else is in it goes back as it came: a replacement that forgot a
 * field would remove it.
 */
export const KubernetesObject = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string().min(1),
    resourceVersion: z.string().min(1),
    generation: z.number().int().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({}).default({}),
  status: z.looseObject({}).optional(),
});
export type KubernetesObject = z.infer<typeof KubernetesObject>;

/** Versions are numbers that grow, as every API server hands them out today; of others no order is known. */
export function isOrdered({ metadata }: KubernetesObject): boolean {
  return /^\d{1,30}$/.test(metadata.resourceVersion);
}

/** Whether one ordered state of an object is newer than another. */
export function isNewer(one: KubernetesObject, other: KubernetesObject): boolean {
  return BigInt(one.metadata.resourceVersion) > BigInt(other.metadata.resourceVersion);
}

/** The object with an annotation set. */
export function annotated(object: KubernetesObject, name: string, value: string): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [name]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
