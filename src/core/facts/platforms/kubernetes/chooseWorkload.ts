import * as z from 'zod/mini';
import type { PlatformTarget } from '../../schema';
import { unitName, type SpeechRequest } from '../platform';
import { targetSchema, type KubernetesTarget } from './target';

/** The target that the profile names, else the only one of the unit, else the unit's namesake, else one without a name. */
export function chooseWorkload(
  targets: readonly PlatformTarget[],
  unit: string,
  request: SpeechRequest,
): { readonly target: KubernetesTarget; readonly candidates: readonly string[] } {
  const told = request.profile.platform?.['workload'];
  const service = unitName(request, unit);
  const ofUnit = targets.filter((target) => target.unit === unit);
  const possible = ofUnit.length > 0 ? ofUnit : targets;
  const [only, ...more] = possible;
  const chosen =
    targets.find(({ name, id }) => name === told || id === told) ??
    (more.length === 0 ? only : possible.find(({ name }) => name === service));
  const parsed = chosen === undefined ? undefined : z.safeParse(targetSchema, chosen.details);
  if (parsed?.success === true) return { target: parsed.data, candidates: [] };
  const names = possible.map(({ name }) => name);
  return { target: undecidedTarget([]), candidates: names };
}

/** A Deployment of which nothing is known but its name, when there is only one to choose from. */
export function undecidedTarget(names: readonly string[]): KubernetesTarget {
  const [only, ...more] = names;
  return {
    workloads: [
      {
        kind: 'Deployment',
        ...(only === undefined || more.length > 0 ? {} : { name: only }),
        podLabels: {},
        containers: [],
        deadlineSeconds: 600,
        hasReadinessProbe: false,
        strategy: 'RollingUpdate',
        claims: [],
        configMaps: [],
        readsSecrets: false,
        alsoIn: [],
      },
    ],
    services: [],
    configMaps: [],
  };
}
