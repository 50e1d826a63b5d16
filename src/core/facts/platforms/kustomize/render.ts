import { parseYaml } from '../../formats/yaml';
import { entriesAt, listAt, numberAt, textAt, textsAt, valueAt } from '../../looseValue';
import { joinedPath } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { objectsIn, type KubernetesObject } from '../kubernetes/manifests';
import type { Kustomization } from './kustomization';
import { jsonPatch, strategicMerge } from './merge';

/** An object of an overlay, and the name it bears where it runs. */
export interface RenderedObject {
  /** With its own name, so that references between objects still fit; namespace, labels, images and patches applied. */
  readonly object: KubernetesObject;
  /** Name after prefixes and suffixes. */
  readonly liveName: string;
}

/** What a kustomization makes, as far as names, places, images and counts go. */
export interface Rendering {
  readonly objects: readonly RenderedObject[];
  /** Every file that takes part, its own first. */
  readonly files: readonly string[];
  /** What stands somewhere else, so that the rendering may lack objects. */
  readonly remote: readonly string[];
  /** Image as rendered → name that the manifests give it, by which `images:` finds it. */
  readonly imageNames: ReadonlyMap<string, string>;
}

/** Deeper nesting than any repository has; ends circles. */
const MAX_DEPTH = 12;

/**
 * Renders one kustomization without running it: resources, bases, components, `namespace`, `namePrefix`, `nameSuffix`,
 * `labels`, `commonLabels`, `images`, `replicas` and patches, in the order that
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ gives. Generators and replacements make nothing here.
 */
export function render(root: Kustomization, all: readonly Kustomization[], files: WorkspaceFiles): Rendering {
  return rendered(root, all, files, 0);
}

function rendered(
  current: Kustomization,
  all: readonly Kustomization[],
  files: WorkspaceFiles,
  depth: number,
): Rendering {
  const { value } = current.document;
  const isComponent = (folder: string): boolean =>
    textAt(all.find((each) => each.folder === folder)?.document.value, 'kind') === 'Component';
  const below =
    depth >= MAX_DEPTH
      ? []
      : all
          .filter(({ folder }) => current.folders.includes(folder))
          .map((each) => ({ each, rendering: rendered(each, all, files, depth + 1) }));
  const own = current.manifests.flatMap((file) =>
    objectsIn(files, file).map((object): RenderedObject => ({ object, liveName: object.name })),
  );
  const patched = patchAll([...below.flatMap(({ rendering }) => rendering.objects), ...own], patchesOf(current, files));
  // A component changes what its parent has taken in, so its changes come after.
  const components = below.filter(({ each }) => isComponent(each.folder));
  const imageNames = new Map(below.flatMap(({ rendering }) => [...rendering.imageNames]));
  const changed = components.reduce<readonly RenderedObject[]>(
    (objects, { each }) => transformed(patchAll(objects, patchesOf(each, files)), each.document.value, imageNames),
    patched,
  );
  return {
    objects: transformed(changed, value, imageNames),
    files: [
      current.file,
      ...current.manifests,
      ...current.others,
      ...below.flatMap(({ rendering }) => rendering.files),
    ].filter((file, at, list) => list.indexOf(file) === at),
    remote: [...current.remote, ...below.flatMap(({ rendering }) => rendering.remote)],
    imageNames,
  };
}

interface Patch {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly content: unknown;
}

function patchAll(objects: readonly RenderedObject[], patches: readonly Patch[]): readonly RenderedObject[] {
  return patches.reduce((all, patch) => all.map((each) => patchOne(each, patch)), objects);
}

function patchesOf({ document, folder }: Kustomization, files: WorkspaceFiles): readonly Patch[] {
  const { value } = document;
  const contents = (text: unknown): readonly unknown[] => {
    if (typeof text !== 'string') return [];
    const path = joinedPath(folder, text);
    if (!text.includes('\n') && files.has(path)) return (files.yaml(path) ?? []).map((each) => each.value);
    return inline(text);
  };
  const targeted = [...listAt(value, 'patches'), ...listAt(value, 'patchesJson6902')].flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    return contents(textAt(entry, 'path') ?? textAt(entry, 'patch')).map((content): Patch => ({
      kind: textAt(entry, 'target', 'kind') ?? textAt(content, 'kind'),
      name: textAt(entry, 'target', 'name') ?? textAt(content, 'metadata', 'name'),
      content,
    }));
  });
  const merged = [
    ...listAt(value, 'patchesStrategicMerge'),
    ...listAt(value, 'patches').filter((entry) => typeof entry === 'string'),
  ].flatMap((entry) =>
    contents(entry).map((content): Patch => ({
      kind: textAt(content, 'kind'),
      name: textAt(content, 'metadata', 'name'),
      content,
    })),
  );
  return [...merged, ...targeted];
}

function inline(text: string): readonly unknown[] {
  try {
    return parseYaml(text).map(({ value }) => value);
  } catch {
    return [];
  }
}

function patchOne(rendered: RenderedObject, { kind, name, content }: Patch): RenderedObject {
  const { object, liveName } = rendered;
  const named = name === undefined || name === object.name || name === liveName;
  if (!named || (kind !== undefined && kind !== object.kind) || (name === undefined && kind === undefined)) {
    return rendered;
  }
  const value = Array.isArray(content)
    ? listAt(content).reduce((current, operation) => jsonPatch(current, operation), object.value)
    : strategicMerge(object.value, withoutName(content));
  return { object: changedTo(object, value), liveName };
}

/** A patch finds its object by its name, and does not give it another. */
function withoutName(content: unknown): unknown {
  return strategicMerge(content, { metadata: { name: null } });
}

function transformed(
  objects: readonly RenderedObject[],
  value: unknown,
  imageNames: Map<string, string>,
): readonly RenderedObject[] {
  const namespace = textAt(value, 'namespace');
  const prefix = textAt(value, 'namePrefix') ?? '';
  const suffix = textAt(value, 'nameSuffix') ?? '';
  const selecting = listAt(value, 'labels')
    .filter((entry) => valueAt(entry, 'includeSelectors') === true)
    .reduce<Readonly<Record<string, string>>>(
      (labels, entry) => ({ ...labels, ...textsAt(entry, 'pairs') }),
      textsAt(value, 'commonLabels'),
    );
  return objects.map(({ object, liveName }) => {
    const replicas = listAt(value, 'replicas').find((entry) =>
      [object.name, liveName].includes(textAt(entry, 'name') ?? ''),
    );
    const count = numberAt(replicas, 'count');
    let changed = object.value;
    if (count !== undefined && ['Deployment', 'StatefulSet', 'Rollout'].includes(object.kind))
      changed = strategicMerge(changed, { spec: { replicas: count } });
    changed = withLabels(object.kind, changed, selecting);
    changed = withImages(changed, listAt(value, 'images'), imageNames);
    const place = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u.test(namespace ?? '') ? namespace : undefined;
    return {
      object: { ...changedTo(object, changed), ...(place === undefined ? {} : { namespace: place }) },
      liveName: `${prefix}${liveName}${suffix}`,
    };
  });
}

/** The same object with another value: a line is that of the manifest only where the manifest still says what counts. */
function changedTo(object: KubernetesObject, value: unknown): KubernetesObject {
  return {
    ...object,
    value,
    lineOf: (path) => (valueAt(value, ...path) === valueAt(object.value, ...path) ? object.lineOf(path) : undefined),
  };
}

function withLabels(kind: string, value: unknown, labels: Readonly<Record<string, string>>): unknown {
  if (Object.keys(labels).length === 0) return value;
  if (kind === 'Service') return strategicMerge(value, { spec: { selector: labels } });
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return value;
  return strategicMerge(value, {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
  });
}

/** `images:` gives an image of one name another name, tag or digest. */
function withImages(value: unknown, images: readonly unknown[], names: Map<string, string>): unknown {
  if (Array.isArray(value)) return listAt(value).map((item) => withImages(item, images, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    entriesAt(value).map(([key, child]) => {
      if (key !== 'image' || typeof child !== 'string') return [key, withImages(child, images, names)];
      const name = repositoryOf(child);
      const entry = images.find((each) => textAt(each, 'name') === name);
      const made = entry === undefined ? child : newImage(child, entry);
      names.set(made, names.get(child) ?? name);
      return [key, made];
    }),
  );
}

function newImage(image: string, entry: unknown): string {
  const repository = textAt(entry, 'newName') ?? repositoryOf(image);
  const digest = textAt(entry, 'digest');
  if (digest !== undefined) return `${repository}@${digest}`;
  const tag = valueAt(entry, 'newTag');
  if (typeof tag === 'string' || typeof tag === 'number') return `${repository}:${String(tag)}`;
  return `${repository}${image.slice(repositoryOf(image).length)}`;
}

function repositoryOf(image: string): string {
  const [unpinned = ''] = image.split('@', 1);
  const colon = unpinned.indexOf(':', unpinned.lastIndexOf('/') + 1);
  return colon < 0 ? unpinned : unpinned.slice(0, colon);
}
