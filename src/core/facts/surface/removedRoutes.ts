import { literalPattern } from '../literalPattern';
import { isForeign } from '../paths';
import type { Patch, Patches } from '../schema';
import { isForeignSource, isSource, sourceRole } from '../sources';
import { isClientCall } from './clientCalls';

/** A route that a line declares, as the usual frameworks write it; the first group is its path. */
const declarations: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\.(?:[mc]?[jt]sx?)$/u,
    /\b(?:app|router|api|server|fastify|\w*[rR]outer?s?)\.(?:get|post|put|patch|delete|all)\s*\(\s*["'`](\/[^"'`\s]{2,120})["'`]/u,
  ],
  [/\.(?:[mc]?[jt]sx?)$/u, /@(?:Get|Post|Put|Patch|Delete|Controller)\s*\(\s*["'`]([\w/:{}-]{3,120})["'`]/u],
  [/\.py$/u, /@\w+(?:\.\w+)?\.(?:route|get|post|put|patch|delete|api_route)\s*\(\s*["'](\/[^"'\s]{2,120})["']/u],
  [/\.py$/u, /\b(?:re_)?path\s*\(\s*r?["']\^?([\w/<>:-]{3,120})\$?["']\s*,/u],
  [
    /\.go$/u,
    /\.(?:GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Handle|HandleFunc)\s*\(\s*(?:[\w.]{1,80}\(\s*)?"(?:[A-Z]+ )?(\/[^"\s]{2,120})"/u,
  ],
  [
    /\.(?:java|kt)$/u,
    /@(?:Get|Post|Put|Patch|Delete|Request)Mapping\s*\(\s*(?:(?:value|path)\s*=\s*)?\{?\s*\[?"(\/?[^"\s]{3,120})"/u,
  ],
  [
    /\.cs$/u,
    /\[Http(?:Get|Post|Put|Patch|Delete)\s*\(\s*"([^"\s]{3,120})"|\.Map(?:Get|Post|Put|Patch|Delete)\s*\(\s*"(\/[^"\s]{2,120})"/u,
  ],
  [/\.php$/u, /\bRoute::(?:get|post|put|patch|delete|any)\s*\(\s*["']([^"'\s]{3,120})["']/u],
  [/\.rb$/u, /^\s*(?:get|post|put|patch|delete)\s+["'](\/?[^"'\s]{3,120})["']/u],
  [/\.rs$/u, /\.route\s*\(\s*"(\/[^"\s]{2,120})"|#\[(?:get|post|put|patch|delete)\(\s*"(\/[^"\s]{2,120})"/u],
];

export interface RemovedRoute {
  readonly path: string;
  readonly file: string;
}

/** A file of JavaScript or TypeScript. */
function isScript(file: string): boolean {
  return /\.[mc]?[jt]sx?$/u.test(file);
}

/** The path of the route that a line declares; undefined where it declares none. */
export function routeOn(file: string, text: string): string | undefined {
  if (text.length > 1000 || /^\s*(?:\/\/|#(?!\[)|\*)/u.test(text)) return undefined;
  for (const [extension, pattern] of declarations) {
    const found = extension.test(file) ? pattern.exec(text) : null;
    const path = found?.[1] ?? found?.[2];
    if (found === null || path === undefined) continue;
    if (!isScript(file) || !isClientCall(text.slice(0, found.index), found[0], path)) return path;
  }
  return undefined;
}

/** Routes declared on lines that are gone and on no line that came, alone or under a prefix that came, in JavaScript, TypeScript, Python, Go, Java, Kotlin, C#, PHP, Ruby and Rust. */
export function removedRoutes(patches: Patches): readonly RemovedRoute[] {
  const added = new Set<string>();
  const gone = new Map<string, string>();
  for (const [file, patch] of patches) {
    if (!isSource(file) || isForeign(file) || isForeignSource(file) || sourceRole(file) !== undefined) continue;
    for (const { text } of patch.added) {
      const path = routeOn(file, text);
      if (path !== undefined) added.add(plain(path));
      // Routes also move into constants and other frameworks: the path as a text is enough to count as still there.
      for (const [, literal] of text.length > 1000 ? [] : text.matchAll(/["'`](\/?[^"'`\s]{3,120})["'`]/gu))
        added.add(plain(literal ?? ''));
    }
    for (const { text, line } of patch.deleted) {
      const path = routeOn(file, text);
      if (path !== undefined && hasName(path) && line < testsFrom(file, patch)) gone.set(path, file);
    }
  }
  return [...gone].filter(([path]) => !isAmong(added, plain(path))).map(([path, file]) => ({ path, file }));
}

/** Whether a path is there, in one piece or as a group's prefix and a route in it: `/api` and `/orders` for `/api/orders`. */
function isAmong(texts: ReadonlySet<string>, path: string): boolean {
  const slashes = [...path.matchAll(/\//gu)].map(({ index }) => index);
  return texts.has(path) || slashes.some((at) => texts.has(path.slice(0, at)) && texts.has(path.slice(at + 1)));
}

/** Those of them that no path among these ends with, such as what a description has code generated for. */
export function notAmong(routes: readonly RemovedRoute[], paths: readonly string[]): readonly RemovedRoute[] {
  const known = paths.map((path) => `/${plain(path)}`);
  return routes.filter(({ path }) => !known.some((each) => each.endsWith(`/${plain(path)}`)));
}

/** Whether a path says where it leads; one that takes everything is no endpoint of its own. */
function hasName(path: string): boolean {
  return /[a-z]/iu.test(plain(path));
}

/** The former line from which on a Rust file held its unit tests, as far as that line went with them. */
function testsFrom(file: string, { deleted }: Patch): number {
  const tests = file.endsWith('.rs') ? deleted.find(({ text }) => text.trim() === '#[cfg(test)]') : undefined;
  return tests?.line ?? Number.POSITIVE_INFINITY;
}

/** Parameters under any name, without slashes at the ends. */
export function plain(path: string): string {
  return path
    .replace(/\([^()]*\)/gu, '')
    .replace(/:\w+|\{[^}]*\}|<[^>]*>|\$\w+/gu, ':')
    .replace(/^\^|^\/+|\/+$|\$$/gu, '')
    .toLowerCase();
}

/** The longest part of a path that callers must write out: what stands before its first parameter. */
export function callableText(path: string): string | undefined {
  const fixed = /^[^:{<*$(]*/u.exec(path)?.[0] ?? '';
  const text = fixed.replace(/\/+$/u, '');
  return text.replace(/^\//u, '').length >= 5 && (text.match(/\//gu)?.length ?? 0) >= 1 ? text : undefined;
}

/** Something that stands where a path has a parameter: `${id}`, `#{id}`, `{id}`, `%s`, `7`. */
const filledIn = String.raw`(?:[$#]\{[^}\n]{0,80}\}|[^"'\x60\/?#\s]+)`;

/**
 * What a call of a path looks like: a text that is the whole path, or that ends before its first parameter and is put
 * together with the rest. One word before the parameter is no proof: other paths, and other services, begin like that.
 */
export function callOf(path: string): RegExp | undefined {
  const fixed = callableText(path);
  if (fixed === undefined) return undefined;
  const whole = path
    .replace(/\/+$/u, '')
    .split(/:\w+|\{[^}]*\}|<[^>]*>|\([^()]*\)|\*\w*|\$\w+/u)
    .map(literalPattern)
    .join(filledIn);
  const isWhole = fixed === path.replace(/\/+$/u, '');
  const words = fixed.split('/').filter((word) => word !== '').length;
  const begun = isWhole || words < 2 ? '' : String.raw`|${literalPattern(fixed)}\/?["'\x60]\s*(?:\+|\.|,|<>|%|&)`;
  return new RegExp(String.raw`["'\x60}](?:${whole}\/?(?:["'\x60?#]|\$\{)${begun})`, 'u');
}
