import { entriesAt, listAt, textAt, textsAt, valueAt } from '../../looseValue';
import { baseName, folderOf, isForeign } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';

/** A mount of a folder or file of the host. */
export interface BindMount {
  /** As written, e.g. `./src`. */
  readonly source: string;
  readonly target: string;
}

export interface ComposeService {
  readonly name: string;
  /** Of its key, from 1. */
  readonly line: number;
  readonly image: string | undefined;
  /** The build context as written; `undefined` when nothing is built. */
  readonly context: string | undefined;
  readonly buildTarget: string | undefined;
  readonly restart: string | undefined;
  readonly profiles: readonly string[];
  readonly command: string;
  readonly binds: readonly BindMount[];
  /** As written. */
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The raw value: everything else is looked up in it. */
  readonly value: unknown;
}

export interface ComposeFile {
  readonly file: string;
  /** Folder that relative paths start from. */
  readonly folder: string;
  readonly project: string | undefined;
  readonly services: readonly ComposeService[];
  readonly value: unknown;
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** Whether a file bears a name that Compose or a stack usually has, or lies in a folder of such files. */
export function isComposePath(path: string): boolean {
  if (!/\.ya?ml$/u.test(path) || isForeign(path)) return false;
  const name = baseName(path);
  return (
    /^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/u.test(name) ||
    /^[\w.-]+[._-](?:docker-)?compose\.ya?ml$/u.test(name) ||
    /(?:^|\/)(?:docker-)?compose\/[^/]+$/u.test(path) ||
    /^(?:docker-)?(?:stack|swarm)(?:[._-][\w.-]+)?\.ya?ml$|[._-]stack\.ya?ml$/u.test(name)
  );
}

/** Every Compose file that was loaded and has services (https://docs.docker.com/reference/compose-file/). */
export function composeFiles(files: WorkspaceFiles): readonly ComposeFile[] {
  return files.loaded.flatMap((file) => {
    if (!isComposePath(file) || !/^services\s*:/mu.test(files.text(file) ?? '')) return [];
    const [document] = files.yaml(file) ?? [];
    if (document === undefined) return [];
    const { value, lineOf } = document;
    const services = entriesAt(value, 'services').flatMap(([name, service]): readonly ComposeService[] =>
      typeof service === 'object' && service !== null
        ? [serviceOf(name, service, lineOf(['services', name]) ?? 1)]
        : [],
    );
    if (services.length === 0) return [];
    return [{ file, folder: folderOf(file), project: textAt(value, 'name'), services, value, lineOf }];
  });
}

function serviceOf(name: string, value: unknown, line: number): ComposeService {
  const build = valueAt(value, 'build');
  return {
    name,
    line,
    image: textAt(value, 'image'),
    context: typeof build === 'string' ? build : build === undefined ? undefined : (textAt(build, 'context') ?? '.'),
    buildTarget: textAt(build, 'target'),
    restart: textAt(value, 'restart') ?? textAt(value, 'deploy', 'restart_policy', 'condition'),
    profiles: listAt(value, 'profiles').filter((profile) => typeof profile === 'string'),
    command: [
      textAt(value, 'command') ?? listAt(value, 'command').join(' '),
      textAt(value, 'entrypoint') ?? listAt(value, 'entrypoint').join(' '),
    ].join(' '),
    binds: listAt(value, 'volumes').flatMap(bindOf),
    ports: listAt(value, 'ports').map(portOf),
    environment: environmentOf(value),
    value,
  };
}

function portOf(port: unknown): string {
  if (typeof port === 'string' || typeof port === 'number') return String(port);
  const { published = '', target = '' } = textsAt(port);
  return `${published}:${target}`;
}

function bindOf(volume: unknown): readonly BindMount[] {
  if (typeof volume === 'string') {
    const [source = '', target = ''] = volume.replace(/\$\{[^}]*\}/gu, (text) => text.replaceAll(':', ';')).split(':');
    return /^[.~/]|^\$\{?PWD/u.test(source) && target !== '' ? [{ source, target }] : [];
  }
  const source = textAt(volume, 'source');
  const target = textAt(volume, 'target');
  if (textAt(volume, 'type') !== 'bind' || source === undefined || target === undefined) return [];
  return [{ source, target }];
}

function environmentOf(value: unknown): Readonly<Record<string, string>> {
  const list = listAt(value, 'environment').flatMap((item): readonly (readonly [string, string])[] => {
    const [, key, text] = typeof item === 'string' ? (/^([^=]+)=(.*)$/su.exec(item) ?? []) : [];
    return key === undefined ? [] : [[key, text ?? '']];
  });
  const map = entriesAt(value, 'environment').map(([key, text]): readonly [string, string] => [
    key,
    typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean' ? String(text) : '',
  ]);
  return Object.fromEntries([...list, ...map]);
}

/** What is taken without `--file`: the file with the default name, with its override. */
export function defaultFiles(files: WorkspaceFiles): readonly (string | undefined)[] {
  const first = (stems: readonly string[], rest: string): string | undefined =>
    stems
      .flatMap((stem) => ['yaml', 'yml'].map((ending) => `${stem}${rest}.${ending}`))
      .find((path) => files.has(path));
  const base = first(['compose', 'docker-compose'], '');
  const override = first(['compose', 'docker-compose'], '.override');
  return override === undefined ? [base] : [base, override];
}
