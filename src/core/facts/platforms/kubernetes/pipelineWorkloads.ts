import { saysElsewhere } from '../../paths';
import type { PlatformTarget } from '../../schema';
import { commandWords } from '../commandWords';
import type { DeployLine } from '../deployLines';
import { undecidedTarget } from './chooseWorkload';
import { workloadKindNames } from './kindNames';
import type { WorkloadKind } from './target';

const kinds: Readonly<Record<string, WorkloadKind>> = { ...workloadKindNames, 'deployment.apps': 'Deployment' };
const dnsName = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u;
const switches: ReadonlySet<string> = new Set(['all', 'local', 'record']);

interface Said {
  readonly kind: WorkloadKind;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly container: string | undefined;
  readonly line: DeployLine;
}

/**
 * The workloads that lines of pipelines move by their names, where no manifest of the repository tells of them.
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_set/kubectl_set_image/ and
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/; an action of Azure gives the
 * namespace (https://github.com/Azure/k8s-deploy#inputs).
 */
export function pipelineWorkloads(lines: readonly DeployLine[]): readonly PlatformTarget[] {
  const said = lines.filter(({ role, job = '' }) => role === undefined && !saysElsewhere(job)).flatMap(saidBy);
  const real = said.filter(({ name = '', namespace = '' }) => !saysElsewhere(name) && !saysElsewhere(namespace));
  const names = [...new Set(real.map(({ name }) => name))];
  return (names.some((name) => name !== undefined) ? names.filter((name) => name !== undefined) : names).flatMap(
    (name) => {
      const same = real.filter((each) => each.name === name);
      const [first] = same;
      if (first === undefined) return [];
      const undecided = undecidedTarget(name === undefined ? [] : [name]);
      const namespace = only(same.map((each) => each.namespace));
      const container = only(same.map((each) => each.container));
      const workloads = undecided.workloads.map((workload) => ({
        ...workload,
        kind: first.kind,
        ...(namespace === undefined ? {} : { namespace }),
        ...(container === undefined ? {} : { container }),
      }));
      const id = name ?? 'kubernetes';
      const evidence = same.map(({ line }) => line.evidence);
      return [{ id, name: id, unit: '.', evidence, details: { ...undecided, workloads } }];
    },
  );
}

function saidBy(line: DeployLine): readonly Said[] {
  if (line.kind === 'uses') {
    const namespace = nameOf(line.inputs['namespace']);
    return namespace === undefined
      ? []
      : [{ kind: 'Deployment', name: undefined, namespace, container: undefined, line }];
  }
  return [...line.text.matchAll(/\bkubectl\b/gu)].flatMap(({ index }): readonly Said[] => {
    const { words, flags } = commandWords(line.text.slice(index), switches);
    const [, verb, action, resource = '', ...rest] = words;
    if (!(verb === 'set' && action === 'image') && !(verb === 'rollout' && action === 'restart')) return [];
    const [type = '', after] = resource.split('/');
    const kind = kinds[type.toLowerCase()];
    const name = nameOf(after ?? rest[0]);
    if (kind === undefined || name === undefined) return [];
    const given = after === undefined ? rest.slice(1) : rest;
    const container = only(given.flatMap((word) => (word.includes('=') ? [nameOf(word.split('=')[0])] : [])));
    return [{ kind, name, namespace: nameOf(flags['namespace'] ?? flags['n']), container, line }];
  });
}

function nameOf(text: string | undefined): string | undefined {
  return text !== undefined && dnsName.test(text) ? text : undefined;
}

/** What all that say anything agree on. */
function only(values: readonly (string | undefined)[]): string | undefined {
  const [first, ...more] = new Set(values.filter((value) => value !== undefined));
  return more.length === 0 ? first : undefined;
}
