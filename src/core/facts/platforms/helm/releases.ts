import { listAt, textAt } from '../../looseValue';
import { baseName, folderOf, isForeign, joinedPath } from '../../paths';
import type { Evidence, Role } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { configRole } from '../configRole';
import { deployersOf, type DeployerObject } from '../deployers';
import { deployLines } from '../deployLines';
import { isSkaffold } from '../skaffold';
import { chartsOf } from './charts';

/** What a pipeline, a script, Helmfile or Skaffold says about one release. */
export interface NamedRelease {
  readonly role: Role | undefined;
  readonly evidence: Evidence;
  readonly file: string;
  /** As written: a path, a chart of a repository, or a text with a variable. */
  readonly chart: string;
  readonly release?: string;
  readonly namespace?: string;
  readonly version?: string;
  readonly timeout?: string;
  readonly values: readonly string[];
  /** Keys that are given a value which differs from run to run, e.g. `image.tag`. */
  readonly variableKeys: readonly string[];
  /** Those values, as written. */
  readonly variableValues?: Readonly<Record<string, string>>;
  /** Keys that are given the same value on every run. */
  readonly fixedKeys?: Readonly<Record<string, string>>;
  /** The object of a controller that installs it. */
  readonly deployer?: DeployerObject;
}

const switches = new Set(
  'install i atomic wait wait-for-jobs force debug create-namespace reuse-values reset-values reset-then-reuse-values cleanup-on-fail dependency-update no-hooks skip-crds devel verify disable-openapi-validation rollback-on-failure server-side take-ownership hide-secret'.split(
    ' ',
  ),
);
/** Names of releases and namespaces that Kubernetes accepts; anything else never reaches a command. */
const dnsName = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u;

export function isHelmfile(path: string): boolean {
  return /^helmfile(?:[._-][\w.-]*)?\.ya?ml$/u.test(baseName(path)) && !isForeign(path);
}

/** Every release that the repository names: those that a controller installs first, then those of commands. */
export function namedReleases(files: WorkspaceFiles): readonly NamedRelease[] {
  const lines = deployLines(files, /\bhelm\b/u).flatMap(({ kind, text, file, role, evidence }) => {
    if (kind !== 'run') return [];
    const told = upgradeIn(text);
    return told === undefined ? [] : [{ ...told, file, role, evidence }];
  });
  return [...fromControllers(files), ...lines, ...fromHelmfiles(files), ...fromSkaffold(files)];
}

/** What Argo CD or Flux installs from a chart of this repository, by its folder or by the name it has among other charts. */
function fromControllers(files: WorkspaceFiles): readonly NamedRelease[] {
  const charts = chartsOf(files);
  return deployersOf(files).flatMap(({ object, path, chart, into, release, values }): readonly NamedRelease[] => {
    const [called, ...more] = charts.filter(({ name }) => name === chart);
    const folder = path ?? (more.length === 0 ? called?.folder : undefined);
    if (release === undefined || folder === undefined || charts.every((each) => each.folder !== folder)) return [];
    const { file, line } = object;
    return [
      {
        role: undefined,
        evidence: { file, line },
        file,
        chart: folder,
        release,
        ...(into === undefined ? {} : { namespace: into }),
        values: values.map((value) => joinedPath(folder, value)),
        variableKeys: [],
        deployer: object,
      },
    ];
  });
}

/** What `helm upgrade` (or `helm install`) in a shell line is given. https://helm.sh/docs/helm/helm_upgrade/ */
function upgradeIn(text: string): Omit<NamedRelease, 'file' | 'role' | 'evidence'> | undefined {
  // Expressions of pipelines and substitutions hold spaces and pipes of their own.
  const kept: string[] = [];
  const plain = text.replace(
    /\$\{\{[^}]*\}\}|\{\{[^}]*\}\}|\$\([^()]*\)/gu,
    (whole) => `$KEPT_${String(kept.push(whole) - 1)}_`,
  );
  const start = /\bhelm3?\s/u.exec(plain);
  if (start === null || /^\s*(?:#|echo\b)/u.test(plain)) return undefined;
  const words: string[] = [];
  const options: (readonly [string, string])[] = [];
  const tokens = tokensOf(plain.slice(start.index));
  for (let at = 1; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const [, name, , value] = /^--?([\w-]+)(=(.*))?$/su.exec(token) ?? [];
    if (name === undefined) words.push(token);
    else if (value !== undefined) options.push([name, value]);
    else if (switches.has(name) || /^-./u.test(tokens[at + 1] ?? '--')) options.push([name, '']);
    else {
      options.push([name, tokens[at + 1] ?? '']);
      at++;
    }
  }
  const [command, release = '', chart] = words;
  if ((command !== 'upgrade' && command !== 'install') || chart === undefined) return undefined;
  const all = (...names: readonly string[]): readonly string[] =>
    options.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const literal = (pattern: RegExp, ...names: readonly string[]): string | undefined =>
    all(...names).find((value) => pattern.test(value));
  const sets = all('set', 'set-string').flatMap((value) => value.split(','));
  const variable = sets.flatMap((pair): readonly (readonly [string, string])[] => {
    const [, key, value] = /^([\w.-]+)=(.*\$.*)$/su.exec(pair) ?? [];
    if (key === undefined || value === undefined) return [];
    return [[key, value.replace(/\$KEPT_(\d+)_/gu, (_, index: string) => kept[Number(index)] ?? '')]];
  });
  const namespace = literal(dnsName, 'namespace', 'n');
  const version = literal(/^[\w.+-]+$/u, 'version');
  const timeout = literal(/^(?:\d+[hms])+$/u, 'timeout');
  return {
    chart,
    ...(dnsName.test(release) ? { release } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
    ...(timeout === undefined ? {} : { timeout }),
    values: all('values', 'f').flatMap((value) => value.split(',')),
    variableKeys: variable.map(([key]) => key),
    variableValues: Object.fromEntries(variable),
    fixedKeys: Object.fromEntries(
      sets.flatMap((pair) => {
        const [, key, value] = /^([\w.-]+)=([\w.-]+)$/u.exec(pair) ?? [];
        return key === undefined || value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}

/** The words of the first command, quotes taken off. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const match of text.matchAll(/[;&|<>]|(?:[^\s;&|<>"']|"[^"]*"|'[^']*')+/gu)) {
    if (/^[;&|<>]$/u.test(match[0])) break;
    tokens.push(match[0].replace(/"([^"]*)"|'([^']*)'/gu, '$1$2'));
  }
  return tokens;
}

function fromHelmfiles(files: WorkspaceFiles): readonly NamedRelease[] {
  return files.loaded.filter(isHelmfile).flatMap((file) => {
    // With Go templates it is no YAML, and its names depend on the environment.
    if ((files.text(file) ?? '').includes('{{')) return [];
    return (files.yaml(file) ?? []).flatMap(({ value, lineOf }) =>
      listAt(value, 'releases').flatMap((release, index) =>
        declared(file, lineOf(['releases', index]), {
          chart: textAt(release, 'chart'),
          release: textAt(release, 'name'),
          namespace: textAt(release, 'namespace'),
          version: textAt(release, 'version'),
          values: listAt(release, 'values'),
        }),
      ),
    );
  });
}

function fromSkaffold(files: WorkspaceFiles): readonly NamedRelease[] {
  return files.loaded.filter(isSkaffold).flatMap((file) =>
    (files.yaml(file) ?? []).flatMap(({ value, lineOf }) =>
      listAt(value, 'deploy', 'helm', 'releases').flatMap((release, index) =>
        declared(file, lineOf(['deploy', 'helm', 'releases', index]), {
          chart: textAt(release, 'chartPath') ?? textAt(release, 'remoteChart'),
          release: textAt(release, 'name'),
          namespace: textAt(release, 'namespace'),
          values: listAt(release, 'valuesFiles'),
        }),
      ),
    ),
  );
}

function declared(
  file: string,
  line: number | undefined,
  told: {
    readonly chart: string | undefined;
    readonly release: string | undefined;
    readonly namespace: string | undefined;
    readonly version?: string | undefined;
    readonly values: readonly unknown[];
  },
): readonly NamedRelease[] {
  const { chart, release, namespace, version, values } = told;
  if (chart === undefined) return [];
  return [
    {
      role: configRole(file),
      evidence: line === undefined ? { file } : { file, line },
      file,
      chart: chart.startsWith('.') ? `${folderOf(file)}/${chart}` : chart,
      ...(release !== undefined && dnsName.test(release) ? { release } : {}),
      ...(namespace !== undefined && dnsName.test(namespace) ? { namespace } : {}),
      ...(version === undefined ? {} : { version }),
      values: values.filter((each) => typeof each === 'string'),
      variableKeys: [],
    },
  ];
}
