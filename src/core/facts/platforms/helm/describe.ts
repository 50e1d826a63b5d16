import { baseName, folderOf, inFolder, isWithin, roleOf, saysElsewhere, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { expanded, templateOf, valuesOf } from '../../tagTemplates';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { isPipeline } from '../deployLines';
import { realNames } from '../namedIn';
import { hasOwnProgram, isOthersSoftware } from '../othersSoftware';
import { unitCalled, unitOf } from '../unitOf';
import { templatesOf, type Chart } from './charts';
import { imagesOf, imageValues, isImageOf, type ImageValue } from './imageValues';
import type { NamedRelease } from './releases';
import type { HelmTarget } from './target';

/** One target per chart of this repository, or per chart of elsewhere that a command installs with this repository's image. */
export function helmTargets(
  files: WorkspaceFiles,
  units: readonly Unit[],
  charts: readonly Chart[],
  releases: readonly NamedRelease[],
): readonly PlatformTarget[] {
  const real = releases.filter(({ role }) => role === undefined);
  const own = charts
    .filter((chart) => chart.role === undefined && !(hasOwnProgram(files) && runsOthersOnly(files, chart)))
    .map((chart) =>
      ownTarget(
        files,
        units,
        chart,
        preferPipelines(real.filter((release) => chartOf(release, charts)?.folder === chart.folder)),
      ),
    );
  const remote = new Map<string, NamedRelease[]>();
  for (const release of real) {
    if (!isRemote(release, charts)) continue;
    const key = `${release.chart} ${release.release ?? ''}`;
    remote.set(key, [...(remote.get(key) ?? []), release]);
  }
  return [...own, ...[...remote.values()].map((told) => remoteTarget(files, units, told))];
}

/** What pipelines and controllers say of production, where they name the release: names in scripts beside them may be of another time. */
function preferPipelines(told: readonly NamedRelease[]): readonly NamedRelease[] {
  const surest = told.filter(({ file, deployer }) => deployer !== undefined || isPipeline(file));
  return surest.some(({ release }) => release !== undefined) ? surest : told;
}

/** Whether every image that a chart's templates run is written out, and is what others make. */
function runsOthersOnly(files: WorkspaceFiles, chart: Chart): boolean {
  const images = imagesOf(files, chart);
  return images.length > 0 && images.every((image) => !image.includes('{{') && isOthersSoftware(image));
}

/** The chart of this repository that a release means: by its whole path, or by the end of it where only one fits. */
export function chartOf({ chart }: Pick<NamedRelease, 'chart'>, charts: readonly Chart[]): Chart | undefined {
  const path = normal(chart);
  if (path === undefined)
    return charts.length === 1 && chart.includes('$') && !isInRegistry(chart) ? charts[0] : undefined;
  const exact = charts.find(({ folder }) => folder === path);
  if (exact !== undefined) return exact;
  const [only, ...more] = charts.filter(({ folder }) => folder.endsWith(`/${path}`) || isCheckedOut(chart, folder));
  return more.length === 0 ? only : undefined;
}

/** Whether a path below a person's folder is this one, in a checkout that lies somewhere there. */
function isCheckedOut(written: string, path: string): boolean {
  return homes.test(written) && `/${normal(written) ?? ''}`.endsWith(`/${path}`);
}

/** True for a chart of elsewhere that a command gives an image of this repository. */
export function isRemote(release: NamedRelease, charts: readonly Chart[]): boolean {
  if (chartOf(release, charts) !== undefined) return false;
  const isName =
    (/^[a-z0-9][\w.-]*(?:\/[\w.-]+)+$/iu.test(release.chart) && !release.chart.endsWith('.tgz')) ||
    isInRegistry(release.chart);
  return isName && release.variableKeys.some(isImageKey);
}

/** The name of the registry may be the pipeline's to know. */
function isInRegistry(chart: string): boolean {
  return /^oci:\/\/[\w.$(){}-]+(?:\/[\w.$(){}-]+)+$/u.test(chart);
}

function isImageKey(key: string): boolean {
  return /(?:^|\.)(?:[\w-]*image|[\w-]*tag|[\w-]*version)$/iu.test(key);
}

function ownTarget(
  files: WorkspaceFiles,
  units: readonly Unit[],
  chart: Chart,
  told: readonly NamedRelease[],
): PlatformTarget {
  const named = unitCalled(chart.name, units);
  const unit = named?.id ?? unitOf(chart.file, units);
  const names = [chart.name, ...units.filter(({ id }) => id === unit).map(({ name }) => name)];
  const images = imageValues(files, chart);
  const { image, keys } = chosenImage(images, told, names);
  const values = valuesFor(files, chart.folder, told);
  const templates = templatesOf(files, chart);
  const crds = files.paths.find((path) => isWithin(path, inFolder(chart.folder, 'crds')));
  const steering = linesOf(files, templates, /^kind:\s*(Rollout|Canary)\s*$/u)[0];
  const details: HelmTarget = {
    chart: chart.folder,
    chartFile: chart.file,
    missingDependencies: [...chart.missingDependencies],
    ...commonOf(told),
    ...values,
    ...(image === undefined ? {} : { image }),
    ...fixedTagOf(image?.key, told),
    ...tagTemplateOf(files, image, told),
    imageKeys: keys,
    hooks: hooksOf(files, templates),
    ...(crds === undefined ? {} : { crds: folderOf(crds) }),
    ...(steering === undefined
      ? {}
      : { steering: { file: steering.file, line: steering.line, kind: steering.match[1] ?? '' } }),
    serves: linesOf(files, templates, /^kind:\s*(?:Ingress|HTTPRoute|VirtualService)\b/u).length > 0,
  };
  const place = details.from;
  const evidence = [{ file: chart.file }, ...(place === undefined ? [] : [withLine(place.file, place.line)])];
  return { id: `chart/${chart.folder}`, name: chart.name, unit, evidence, details };
}

function remoteTarget(files: WorkspaceFiles, units: readonly Unit[], told: readonly NamedRelease[]): PlatformTarget {
  const [first] = told;
  const chart = first?.chart ?? '';
  const { image, keys } = chosenImage([], told, []);
  const version = told.find((release) => release.version !== undefined)?.version;
  const details: HelmTarget = {
    chart,
    ...(version === undefined ? {} : { version }),
    missingDependencies: [],
    ...commonOf(told),
    ...valuesFor(files, undefined, told),
    ...(image === undefined ? {} : { image }),
    ...fixedTagOf(image?.key, told),
    ...tagTemplateOf(files, image, told),
    imageKeys: keys,
    hooks: [],
    serves: false,
  };
  const name = first?.release ?? baseName(chart);
  const unit = units.find((each) => each.name === name)?.id ?? unitOf(first?.file ?? '', units);
  return { id: `release/${name}`, name, unit, evidence: told.map(({ evidence }) => evidence), details };
}

/** The one tag that every command gives the image: what it means, whoever pushes it decides. */
function fixedTagOf(key: string | undefined, told: readonly NamedRelease[]): Pick<HelmTarget, 'fixedTag'> {
  if (key === undefined || told.some(({ variableKeys }) => variableKeys.includes(key))) return {};
  const given = told.flatMap(({ fixedKeys, evidence }) => {
    const tag = fixedKeys?.[key];
    return tag === undefined ? [] : [{ tag, ...withLine(evidence.file, evidence.line) }];
  });
  const [first] = given;
  return first !== undefined && given.every(({ tag }) => tag === first.tag) ? { fixedTag: first } : {};
}

/** How every command that names a release makes the tag of the image, where it differs from commit to commit. */
function tagTemplateOf(
  files: WorkspaceFiles,
  image: HelmTarget['image'],
  told: readonly NamedRelease[],
): Pick<HelmTarget, 'tagTemplate'> {
  if (image === undefined || image.whole) return {};
  const named = told.filter(({ release }) => release !== undefined);
  const given = (named.length > 0 ? named : told).map(({ variableValues, file, evidence }) => {
    const value = variableValues?.[image.key];
    const template = value === undefined ? '?' : templateOf(expanded(value, valuesOf(files, file)));
    return { template, ...withLine(evidence.file, evidence.line) };
  });
  const [first] = given;
  const isKnown =
    first !== undefined && first.template !== '?' && given.every((each) => each.template === first.template);
  return isKnown ? { tagTemplate: first } : {};
}

function commonOf(
  told: readonly NamedRelease[],
): Pick<HelmTarget, 'releases' | 'namespaces' | 'timeout' | 'from' | 'deployer'> {
  const unique = (names: readonly (string | undefined)[]): string[] => [
    ...realNames([...new Set(names.filter((name) => name !== undefined))]),
  ];
  const named = told.find(({ release }) => release !== undefined) ?? told[0];
  const timeout = named?.timeout;
  const releases = unique(told.map(({ release }) => release));
  const deployers = told.filter(({ deployer, release = '' }) => deployer !== undefined && releases.includes(release));
  const deployer = deployers.length === 1 ? deployers[0]?.deployer : undefined;
  return {
    releases,
    ...(deployer === undefined ? {} : { deployer }),
    namespaces: unique(told.map(({ namespace }) => namespace)),
    ...(timeout === undefined ? {} : { timeout }),
    ...(named === undefined ? {} : { from: withLine(named.evidence.file, named.evidence.line) }),
  };
}

/** The key that commands give a new value on every run; else the one key of this repository's image. */
function chosenImage(
  images: readonly ImageValue[],
  told: readonly NamedRelease[],
  names: readonly string[],
): { readonly image?: NonNullable<HelmTarget['image']>; readonly keys: string[] } {
  const given = [...new Set(told.flatMap(({ variableKeys }) => variableKeys.filter(isImageKey)))].filter(
    (key) => images.length === 0 || images.some((image) => image.key === key),
  );
  const [key, ...more] = [...given].sort((one, other) => one.length - other.length);
  const known = images.find((image) => image.key === key);
  if (key !== undefined && more.every((each) => isGivenAlike(told, key, each))) {
    const image = known ?? { key, whole: /image$/iu.test(key) };
    return { image: more.length === 0 ? image : { ...image, alike: more }, keys: [] };
  }
  const ofName = images.filter((image) => names.some((name) => isImageOf(image, name)));
  const notOthers = images.filter(({ repository }) => repository !== undefined && !isOthersSoftware(repository));
  const possible = ofName.length > 0 ? ofName : notOthers.length > 0 ? notOthers : images;
  const [only, ...others] = possible;
  if (only !== undefined && others.length === 0) return { image: only, keys: [] };
  return { keys: (given.length > 1 ? given : possible.map((image) => image.key)).slice(0, 12) };
}

/** Whether every command that gives one of two keys a tag gives the other one the same. */
function isGivenAlike(told: readonly NamedRelease[], key: string, other: string): boolean {
  return (
    /tag$/iu.test(key) &&
    /tag$/iu.test(other) &&
    told.every(({ variableValues = {} }) => variableValues[key] === variableValues[other])
  );
}

/** Files that commands name; else those beside the chart whose names say production. */
function valuesFor(
  files: WorkspaceFiles,
  folder: string | undefined,
  told: readonly NamedRelease[],
): Pick<HelmTarget, 'values' | 'valuesUndecided'> {
  for (const { values } of told) {
    // What is filled in first, by Helmfile or by whoever pipes it in, is no file: what came of it, the live release has kept.
    const found = values
      .filter((value) => value !== '-' && !value.endsWith('.gotmpl'))
      .map((value) => fileNamed(files, value));
    if (found.length === 0 || found.some((file) => file === undefined)) continue;
    const all = found.filter((file) => file !== undefined);
    // Another environment's file is no production's.
    if (all.every((file) => roleOf(file) === undefined && !saysElsewhere(file)))
      return { values: all, valuesUndecided: false };
  }
  if (folder === undefined) return { values: [], valuesUndecided: false };
  const parent = folderOf(folder);
  const beside = files.paths.filter(
    (path) =>
      /\.ya?ml$/u.test(path) &&
      (isWithin(path, folder) || folderOf(path) === parent || folderOf(folderOf(path)) === parent) &&
      (isWithin(path, folder) || !files.has(inFolder(folderOf(path), 'Chart.yaml'))) &&
      !isWithin(path, inFolder(folder, 'templates')) &&
      !isWithin(path, inFolder(folder, 'charts')) &&
      /values|prod|production|live/iu.test(baseName(path)) &&
      saysProduction(path.slice(parent === '.' ? 0 : parent.length)) &&
      roleOf(path) === undefined,
  );
  if (beside.length === 1) return { values: beside, valuesUndecided: false };
  return { values: beside, valuesUndecided: beside.length > 1 };
}

function fileNamed(files: WorkspaceFiles, name: string): string | undefined {
  const path = normal(name);
  if (path === undefined) return undefined;
  if (files.has(path)) return path;
  const [only, ...more] = files.paths.filter((each) => each.endsWith(`/${path}`) || isCheckedOut(name, each));
  return more.length === 0 ? only : undefined;
}

/** What a path below a person's folder begins with. */
const homes = /^(?:~|\$HOME|\$\{HOME\})\//u;

/** A literal path without `./` and `..`; undefined for one with a variable or outside the repository. */
function normal(path: string): string | undefined {
  const below = path.replace(homes, '');
  if (!/^[\w./@-]+$/u.test(below)) return undefined;
  const parts: string[] = [];
  for (const part of below.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

function hooksOf(files: WorkspaceFiles, templates: readonly string[]): HelmTarget['hooks'] {
  return linesOf(files, templates, /helm\.sh\/hook["']?\s*:\s*["']?([a-z][\w, -]*)/u)
    .map(({ file, line, match }) => ({ file, line, when: (match[1] ?? '').trim() }))
    .filter(({ when }) => !when.startsWith('test'));
}

function linesOf(
  files: WorkspaceFiles,
  templates: readonly string[],
  pattern: RegExp,
): readonly { readonly file: string; readonly line: number; readonly match: RegExpExecArray }[] {
  return templates.flatMap((file) =>
    (files.text(file) ?? '').split('\n').flatMap((text, index) => {
      const match = pattern.exec(text);
      return match === null ? [] : [{ file, line: index + 1, match }];
    }),
  );
}

function withLine(file: string, line: number | undefined): { readonly file: string; readonly line?: number } {
  return line === undefined ? { file } : { file, line };
}
