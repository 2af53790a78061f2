/** What is looked at in a manifest of Kubernetes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Record<string, unknown>;
  readonly data?: Readonly<Record<string, string>>;
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext?: Record<string, unknown>;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly resources?: { readonly requests?: object; readonly limits?: { readonly memory?: string } };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly runAsUser?: number };
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
}

interface Workload {
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
  };
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

const workloadKinds = new Set(["Deployment", "StatefulSet", "Job"]);

export function workloadsOf(manifests: readonly Manifest[]): (Manifest & { spec: Workload })[] {
  return manifests.filter(({ kind }) => workloadKinds.has(kind)) as unknown as (Manifest & { spec: Workload })[];
}

/** What is wrong with these manifests, in words; empty when nothing is. `settings` are the names of the product's settings. */
export function wrongsOf(manifests: readonly Manifest[], settings: readonly string[]): string[] {
  return [
    ...workloadsOf(manifests).flatMap((workload) => workloadWrongs(workload, manifests, settings)),
    ...manifests
      .filter(({ kind }) => kind === "ConfigMap")
      .flatMap(({ metadata, data }) =>
        unknownSettings(`ConfigMap ${metadata.name}`, Object.keys(data ?? {}), settings),
      ),
    ...manifests.flatMap((manifest) => selectorWrongs(manifest, manifests)),
  ];
}

function unknownSettings(where: string, names: readonly string[], settings: readonly string[]): string[] {
  return names.filter((name) => !settings.includes(name)).map((name) => `${where} sets ${name}, which is no setting`);
}

function workloadWrongs(
  { kind, metadata, spec }: Manifest & { spec: Workload },
  manifests: readonly Manifest[],
  settings: readonly string[],
): string[] {
  const pod = spec.template.spec;
  const name = `${kind} ${metadata.name}`;
  const wrongs: string[] = [];
  if (pod.securityContext?.runAsNonRoot !== true || !pod.securityContext.runAsUser)
    wrongs.push(`${name} may run as root`);
  if (pod.automountServiceAccountToken !== false) wrongs.push(`${name} gets a token of the cluster`);
  const volumes = [...(pod.volumes ?? []), ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)];
  for (const container of pod.containers) {
    const own = `${name}: ${container.name}`;
    wrongs.push(
      ...hardeningWrongs(own, container),
      ...unknownSettings(
        own,
        (container.env ?? []).map((one) => one.name),
        settings,
      ),
      ...(kind === "Job" ? [] : probeWrongs(own, container)),
    );
    for (const { configMapRef } of container.envFrom ?? []) {
      const isThere = manifests.some((one) => one.kind === "ConfigMap" && one.metadata.name === configMapRef?.name);
      if (configMapRef && !isThere) wrongs.push(`${own} reads a ConfigMap ${configMapRef.name} that is not there`);
    }
    for (const mount of container.volumeMounts ?? []) {
      if (!volumes.some((volume) => volume.name === mount.name))
        wrongs.push(`${own} mounts ${mount.name}, which is no volume`);
    }
  }
  return wrongs;
}

function hardeningWrongs(own: string, { image, securityContext, env, resources }: Container): string[] {
  const wrongs: string[] = [];
  const wanted = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  for (const [field, value] of Object.entries(wanted)) {
    if (securityContext?.[field] !== value) wrongs.push(`${own} has no ${field}: ${value}`);
  }
  if (JSON.stringify(securityContext?.capabilities) !== '{"drop":["ALL"]}') wrongs.push(`${own} keeps capabilities`);
  if (!/:\d+\.\d+\.\d+$/.test(image)) wrongs.push(`${own} has no full version in ${image}`);
  if (!resources?.requests || !resources.limits?.memory) wrongs.push(`${own} has no bounds of memory`);
  const secrets = (env ?? []).filter(({ name, value }) => /SECRET|TOKEN|PASSWORD|DATABASE/.test(name) && value);
  return [...wrongs, ...secrets.map(({ name }) => `${own} has ${name} written down`)];
}

function probeWrongs(own: string, container: Container): string[] {
  return (["readinessProbe", "livenessProbe"] as const).flatMap((kind) => {
    const asked = container[kind]?.httpGet;
    if (!asked) return [`${own} has no ${kind}`];
    const isPort = container.ports?.some(({ name }) => name === asked.port);
    return isPort ? [] : [`${own} is probed at ${asked.port}, which is none of its ports`];
  });
}

/** Everything that selects pods selects some. */
function selectorWrongs({ kind, metadata, spec }: Manifest, manifests: readonly Manifest[]): string[] {
  if (!["Service", "PodDisruptionBudget", "NetworkPolicy"].includes(kind)) return [];
  const given = (spec?.selector ?? spec?.podSelector) as Record<string, unknown> | undefined;
  const wanted = (given?.matchLabels ?? given ?? {}) as Record<string, string>;
  const isMet = workloadsOf(manifests).some((workload) =>
    Object.entries(wanted).every(([label, value]) => workload.spec.template.metadata.labels[label] === value),
  );
  return isMet && Object.keys(wanted).length > 0 ? [] : [`${kind} ${metadata.name} selects no pods`];
}
