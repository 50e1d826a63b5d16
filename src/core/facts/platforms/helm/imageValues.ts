import { entriesAt, textAt, valueAt } from '../../looseValue';
import { inFolder } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { imageName, readImage } from '../kubernetes/image';
import { templatesOf, type Chart } from './charts';

/** The values of a chart that say which image runs. */
export interface ImageValue {
  /** Key of the tag, e.g. `image.tag`; the key of the whole reference when `whole`. */
  readonly key: string;
  readonly whole: boolean;
  /** As `values.yaml` gives it, with its registry where that is a value of its own. */
  readonly repository?: string;
  /** As `values.yaml` gives it, for an example. */
  readonly tag?: string;
  /** Of the key in `values.yaml`. */
  readonly line?: number;
}

const reference = /\.Values\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/gu;

/**
 * The values that the chart's templates really put after `image:`; where they say it through a helper, what the helper
 * uses; where the templates come from a dependency, what looks like an image in `values.yaml`. Go templates are no YAML,
 * so that their lines are read as text.
 */
export function imageValues(files: WorkspaceFiles, chart: Chart): readonly ImageValue[] {
  const values = files.yaml(inFolder(chart.folder, 'values.yaml'))?.[0];
  const texts = templatesOf(files, chart).map((path) => files.text(path) ?? '');
  const helpers = helpersOf(texts);
  const found = new Map<string, ImageValue>();
  const note = (value: ImageValue | undefined): void => {
    if (value !== undefined && !found.has(value.key)) found.set(value.key, value);
  };
  const line = (key: string): { readonly line?: number } => {
    const at = values?.lineOf(key.split('.'));
    return at === undefined ? {} : { line: at };
  };
  for (const text of texts) {
    for (const expression of imagesIn(text)) {
      const paths = pathsIn(expression, helpers);
      const value = fromPaths(paths, values?.value);
      note(value === undefined ? undefined : { ...value, ...line(value.key) });
    }
  }
  if (found.size > 0) return [...found.values()];
  for (const value of imagesAmong(values?.value, [])) note({ ...value, ...line(value.key) });
  return [...found.values()];
}

/** What the chart's templates put after `image:`, as they write it. */
export function imagesOf(files: WorkspaceFiles, chart: Chart): readonly string[] {
  return templatesOf(files, chart).flatMap((path) => imagesIn(files.text(path) ?? ''));
}

function imagesIn(template: string): readonly string[] {
  return [...template.matchAll(/^[ \t]*(?:- )?["']?image["']?:[ \t]*(\S.*)$/gmu)].map(([, written = '']) => written);
}

/** Texts of named templates (`define "x"`), which a chart keeps in its `.tpl` files. */
function helpersOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const helpers = new Map<string, string>();
  for (const text of texts) {
    for (const part of text.split(/\{\{-?\s*define\s+/u).slice(1)) {
      const name = /^"([^"]+)"/u.exec(part)?.[1];
      if (name !== undefined) helpers.set(name, part);
    }
  }
  return helpers;
}

/** The values that an expression refers to, by itself or through one helper. */
function pathsIn(expression: string, helpers: ReadonlyMap<string, string>): readonly string[] {
  const own = [...expression.matchAll(reference)].map(([, path = '']) => path);
  if (own.length > 0) return own;
  return [...expression.matchAll(/(?:include|template)\s+"([^"]+)"/gu)].flatMap(([, name = '']) =>
    [...(helpers.get(name) ?? '').matchAll(reference)].map(([, path = '']) => path),
  );
}

function fromPaths(paths: readonly string[], values: unknown): ImageValue | undefined {
  const usable = paths.filter((path) => !/^global\b|pullpolicy|digest/iu.test(path));
  const tag = usable.find((path) => /(?:tag|version)$/iu.test(path));
  if (tag !== undefined) return tagged(tag, usable, values);
  for (const path of usable) {
    const value = valueAt(values, ...path.split('.'));
    if (typeof value === 'object' && value !== null && /image$/iu.test(path)) {
      return tagged(`${path}.tag`, [`${path}.registry`, `${path}.repository`, `${path}.name`], values);
    }
    if (typeof value === 'string' && /image$/iu.test(path)) {
      const { repository, tag: current } = readImage(value);
      return {
        key: path,
        whole: true,
        ...(repository === undefined ? {} : { repository }),
        ...(current === undefined ? {} : { tag: current }),
      };
    }
  }
  return undefined;
}

function tagged(key: string, others: readonly string[], values: unknown): ImageValue {
  const textOf = (pattern: RegExp): string | undefined =>
    others
      .filter((path) => path !== key && pattern.test(path))
      .map((path) => textAt(values, ...path.split('.')))
      .find((text) => text !== undefined);
  const registry = textOf(/registry$/iu);
  const name = textOf(/(?:repository|repo|name|image)$/iu);
  const full = name === undefined ? undefined : registry === undefined ? name : `${registry}/${name}`;
  const { repository } = readImage(full ?? '');
  const tag = textAt(values, ...key.split('.'));
  return {
    key,
    whole: false,
    ...(repository === undefined ? {} : { repository }),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** Images below any key: `api: { image: { repository, tag } }`. Three levels deep, as charts nest them. */
function imagesAmong(value: unknown, path: readonly string[]): readonly ImageValue[] {
  if (path.length > 3) return [];
  return entriesAt(value).flatMap(([name, child]): readonly ImageValue[] => {
    if (!/^[\w-]+$/u.test(name)) return [];
    const here = [...path, name];
    const whole = typeof child === 'string' && child.includes('/') ? readImage(child) : undefined;
    const hasImage =
      /image$/iu.test(name) &&
      (textAt(child, 'repository') !== undefined || valueAt(child, 'tag') !== undefined || whole?.tag !== undefined);
    if (!hasImage) return imagesAmong(child, here);
    const found = fromPaths([here.join('.')], wrap(here, child));
    return found === undefined ? [] : [found];
  });
}

function wrap(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** Whether an image is of this name, with or without a prefix of its project: `shop-api` for `api`. */
export function isImageOf({ repository }: ImageValue, name: string): boolean {
  return repository !== undefined && imageName(repository).toLowerCase() === name.toLowerCase();
}
