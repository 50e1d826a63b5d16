import { entriesAt, textAt } from '../looseValue';
import { baseName, isForeign, roleOf } from '../paths';
import type { ParsedValue, ValuePath, WorkspaceFiles } from '../workspaceFiles';

/** A key that a settings file sets. */
export interface Setting {
  readonly key: string;
  /** From 1; absent where the format's parser does not tell. */
  readonly line?: number;
  /** Without a value: a key that somebody still has to fill in. */
  readonly empty: boolean;
}

const dotenv = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]*\.env(?:\.[\w-]+)?|env\.(?:example|sample|template|dist))$/u;
const namedJson =
  /(?:^|\/)(?:app|vercel|now|local\.settings|appsettings(?:\.[\w-]+)?|[\w.-]*task-?def(?:inition)?[\w.-]*)\.json$/iu;
const namedToml = /(?:^|\/)(?:fly(?:\.[\w-]+)?|netlify|wrangler|railway)\.toml$/u;
const springFile = /(?:^|\/)(?:application|bootstrap)(?:-[\w.-]+)?\.(?:ya?ml|properties)$/u;
const pipeline =
  /^\.(?:github|circleci|buildkite|gitlab|woodpecker|drone)\/|(?:^|\/)(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|\.drone|cloudbuild|codecov|pnpm-lock|\.pre-commit-config)[^/]*\.ya?ml$|(?:^|\/)Jenkinsfile$/u;
const translation = /(?:^|\/)(?:locales?|i18n|lang|languages|translations|openapi|swagger)\//iu;

/** Files that set environment keys or properties, by name. */
export function isNamedSettingsFile(path: string): boolean {
  return (
    dotenv.test(path) ||
    namedJson.test(path) ||
    namedToml.test(path) ||
    springFile.test(path) ||
    /(?:^|\/)(?:(?:docker-)?compose[\w.-]*|values[\w.-]*|render|app|serverless|config-?map[\w.-]*)\.ya?ml$/u.test(
      path,
    ) ||
    path.endsWith('.bicep')
  );
}

/** Whether a changed file may set environment keys or properties. Pipelines are none: what they set is theirs. */
export function isSettingsFile(path: string): boolean {
  if (isForeign(path) || pipeline.test(path) || translation.test(path)) return false;
  return isNamedSettingsFile(path) || /\.ya?ml$/u.test(path) || isDockerfile(path) || path.endsWith('.tf');
}

/** Whether a settings file is how the service is really run, rather than a sample or for developers. */
export function isDeployedSettings(path: string): boolean {
  if (!isSettingsFile(path) || roleOf(path) !== undefined) return false;
  return !/(?:^|[.-])(?:example|sample|template|dist|defaults?|test|ci|local|dev|development)$/u.test(baseName(path));
}

/**
 * The keys that a settings file sets: environment keys (`UPPER_CASE`) in dotenv files, Compose files, Kubernetes objects,
 * Helm values, Dockerfiles, Terraform, Bicep and platform manifests, and dotted properties of Spring and ASP.NET configuration.
 */
export function settingsOf(files: WorkspaceFiles, path: string): readonly Setting[] {
  const text = files.text(path);
  if (text === undefined) return [];
  if (dotenv.test(path) || path.endsWith('.properties')) return lineSettings(text, path.endsWith('.properties'));
  if (isDockerfile(path)) return dockerSettings(files, path);
  if (/\.(?:tf|bicep)$/u.test(path)) return infrastructureSettings(text);
  if (path.endsWith('.toml')) return environmentKeys(files.toml(path));
  if (path.endsWith('.json')) {
    const document = files.json(path);
    return /appsettings/iu.test(baseName(path)) ? propertiesIn(document, ':') : environmentKeys(document);
  }
  if (!/\.ya?ml$/u.test(path)) return [];
  if (/(?:^|\/)templates\//u.test(path) && text.includes('{{')) return templateSettings(text);
  // Parsing is dear: most YAML of a large release names no such key at all.
  if (text.length > YAML_LIMIT || !(springFile.test(path) || (yamlKey.test(text) && yamlPlace.test(text)))) return [];
  const documents = files.yaml(path) ?? [];
  return documents.flatMap((document) =>
    springFile.test(path) ? propertiesIn(document, '.') : environmentKeys(document),
  );
}

/** Larger YAML is data, in UTF-16 code units. */
const YAML_LIMIT = 200_000;
const yamlKey = /^[ \t]*(?:-[ \t]+)?(?:(?:name|key):[ \t]*)?["']?[A-Z][A-Z0-9_]{2,}["']?[ \t]*(?:[:=]|$)/mu;
/** Where such keys stand in manifests, values and Compose files. */
const yamlPlace =
  /^[ \t]*(?:-[ \t]+)?(?:env|envs|environment|environments|variables|data|stringData|config|configs|\w*[eE]nv(?:ironment)?_?(?:Vars?|[vV]ariables?|From)?|x-[\w-]+|literals)["']?[ \t]*:/mu;
const environmentKey = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/u;
/** Words in capitals that are no environment keys where a key could stand. */
const noKey = /^(?:GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|TRUE|FALSE|YES|NO|NULL|TODO|README|LICENSE)$/u;

function isEnvironmentKey(name: string): boolean {
  return name.length > 2 && environmentKey.test(name) && !noKey.test(name);
}

function isDockerfile(path: string): boolean {
  return /^(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|\.Dockerfile$/iu.test(baseName(path));
}

/** `KEY=value` lines, as dotenv and `.properties` files have them. */
function lineSettings(text: string, dotted: boolean): readonly Setting[] {
  return text.split('\n').flatMap((line, index): readonly Setting[] => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)$/u.exec(line.slice(0, 1000));
    const key = match?.[1];
    if (key === undefined || (!dotted && !/^[A-Z_][A-Z0-9_]*$/u.test(key))) return [];
    const value = (match?.[2] ?? '').replace(/\s+#.*$/u, '').trim();
    return [{ key, line: index + 1, empty: value === '' || value === '""' || value === "''" }];
  });
}

function dockerSettings(files: WorkspaceFiles, path: string): readonly Setting[] {
  return (files.dockerfile(path) ?? [])
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text, line }) => {
      const pairs = [...text.matchAll(/(?:^|\s)([A-Z][A-Z0-9_]*)=/gu)].flatMap(([, key]) => key ?? []);
      const single = /^([A-Z][A-Z0-9_]*)\s/u.exec(text)?.[1];
      const keys = pairs.length > 0 ? pairs : single === undefined ? [] : [single];
      return keys.filter(isEnvironmentKey).map((key): Setting => ({ key, line, empty: false }));
    });
}

/**
 * Terraform and Bicep have no parser here: `KEY = …` and `KEY: …` inside a map, `name = "KEY"` and `name: 'KEY'` are the ways they
 * name such keys.
 */
function infrastructureSettings(text: string): readonly Setting[] {
  return text.split('\n').flatMap((line, index): readonly Setting[] => {
    const short = line.slice(0, 500);
    const key =
      /^\s*["']?([A-Z][A-Z0-9]*_[A-Z0-9_]+)["']?\s*[=:]/u.exec(short)?.[1] ??
      /\bname"?\s*[=:]\s*["']([A-Z][A-Z0-9]*_[A-Z0-9_]+)["']/u.exec(short)?.[1];
    return key === undefined ? [] : [{ key, line: index + 1, empty: false }];
  });
}

/** A Helm template is no YAML before it is rendered: its lines that name a key are read alone. */
function templateSettings(text: string): readonly Setting[] {
  return text.split('\n').flatMap((line, index): readonly Setting[] => {
    const short = line.slice(0, 500);
    const key =
      /^\s*-\s*name:\s*["']?([A-Z][A-Z0-9_]{2,})["']?\s*$/u.exec(short)?.[1] ??
      /^\s*["']?([A-Z][A-Z0-9_]{2,})["']?\s*:\s/u.exec(short)?.[1];
    return key === undefined || !isEnvironmentKey(key) ? [] : [{ key, line: index + 1, empty: false }];
  });
}

/** Every environment key in parsed data: as a map's key, as `name:`/`key:` of a list's item, as `KEY=value` in a list. */
function environmentKeys(document: ParsedValue | undefined): readonly Setting[] {
  if (document === undefined) return [];
  const found: Setting[] = [];
  const add = (key: string, path: ValuePath, empty: boolean): void => {
    const line = document.lineOf(path);
    found.push(line === undefined ? { key, empty } : { key, line, empty });
  };
  walk(document.value, [], (path, value) => {
    const last = path.at(-1);
    if (typeof last === 'string' && isEnvironmentKey(last) && isPlain(value)) {
      add(last, path, value === null || value === '');
    }
    // The manifest of a Heroku app describes each key: { "env": { "KEY": { "value": "x" } } }.
    if (typeof last === 'string' && path.at(-2) === 'env' && isEnvironmentKey(last) && !isPlain(value)) {
      add(last, path, textAt(value, 'value') === undefined && textAt(value, 'generator') === undefined);
    }
    if (typeof last !== 'number') return;
    if (typeof value === 'string') {
      const match = /^([A-Z][A-Z0-9_]*)(?:=(.*))?$/su.exec(value);
      const parent = path.at(-2);
      if (match?.[1] !== undefined && parent === 'environment' && isEnvironmentKey(match[1])) {
        add(match[1], path, (match[2] ?? '') === '');
      }
      // Kamal names those that it gives from its secrets, with an alias or without.
      const secret = parent === 'secret' && path.at(-3) === 'env' ? value.replace(/:.*$/su, '') : '';
      if (isEnvironmentKey(secret)) add(secret, path, false);
      return;
    }
    const name = textAt(value, 'name') ?? textAt(value, 'key');
    if (name === undefined || !isEnvironmentKey(name)) return;
    const entries = entriesAt(value).filter(([key]) => key !== 'name' && key !== 'key');
    add(
      name,
      path,
      entries.every(([, entry]) => entry === null || entry === ''),
    );
  });
  return found;
}

/** Every leaf as a dotted (or `:`-joined) property. */
function propertiesIn(document: ParsedValue | undefined, separator: string): readonly Setting[] {
  if (document === undefined) return [];
  const found: Setting[] = [];
  walk(document.value, [], (path, value) => {
    if (path.length === 0 || !isPlain(value) || path.some((part) => typeof part === 'number')) return;
    const line = document.lineOf(path);
    const key = path.join(separator);
    found.push({ key, ...(line === undefined ? {} : { line }), empty: value === null || value === '' });
  });
  return found;
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** Deeper or larger data is not walked: no settings file that people write is. */
const DEPTH_LIMIT = 20;

function walk(value: unknown, path: ValuePath, visit: (path: ValuePath, value: unknown) => void): void {
  visit(path, value);
  if (path.length > DEPTH_LIMIT) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, [...path, index], visit);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, [...path, key], visit);
  }
}
