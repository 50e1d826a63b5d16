import { isCommentedOut, lineFinder } from '../sources';
import type { Entry } from './entries';
import { isClientCall } from './clientCalls';
import { groupPrefixes } from './routeGroups';
import { isRailsRoutes, railsRoutes } from './railsRoutes';

/** How a framework declares a route: groups `method` and `path`, where `method` may be missing (`ANY`). */
interface RouteStyle {
  readonly files: RegExp;
  readonly patterns: readonly RegExp[];
  /** Group `path` is put before every route of the file: a controller's own path. */
  readonly prefix?: RegExp;
  /** How a variable that routes are declared on (`on` in their patterns) is put under a path: see `groupPrefixes`. */
  readonly groups?: RegExp;
  /** Text without which the file has no such routes. */
  readonly mark: RegExp;
}

const path = String.raw`["'\x60](?<path>\/?[^"'\x60\n]{0,200})["'\x60]`;
const verb = 'get|post|put|patch|delete|head|options|all';

/**
 * References: https://expressjs.com/en/guide/routing.html https://fastify.dev/docs/latest/Reference/Routes/
 * https://docs.nestjs.com/controllers https://flask.palletsprojects.com https://fastapi.tiangolo.com
 * https://docs.djangoproject.com/en/stable/topics/http/urls/ https://guides.rubyonrails.org/routing.html
 * https://docs.spring.io/spring-framework/reference/web/webmvc/mvc-controller/ann-requestmapping.html
 * https://pkg.go.dev/net/http#ServeMux https://go-chi.io https://gin-gonic.com https://echo.labstack.com
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing https://laravel.com/docs/routing
 * https://hexdocs.pm/phoenix/routing.html https://docs.rs/axum https://actix.rs/docs/url-dispatch
 * https://ktor.io/docs/server-routing.html https://hono.dev/docs/api/routing#base-path
 */
const styles: readonly RouteStyle[] = [
  {
    files: /\.[mc]?[jt]sx?$/u,
    mark: /\b(?:express|fastify|koa|hono|router|Router|restify|app|server)\b/u,
    groups:
      /\b(?<name>\w+)\s*=\s*new\s+(?:Hono|OpenAPIHono)(?:<[^>\n]{0,100}>)?\([^()\n]{0,100}\)\s*\.basePath\(\s*["'`](?<path>[^"'`\n]{0,200})["'`]/gu,
    patterns: [
      new RegExp(
        String.raw`\b(?<on>app|router|server|fastify|api|routes?|\w*[rR]outer|\w*[aA]pp|instance)(?:<[^>]{0,60}>)?\.(?<method>${verb})(?:<[^>]{0,200}>)?\(\s*["'\x60](?<path>\/[^"'\x60\n]{0,200})["'\x60]`,
        'gu',
      ),
      /\bmethod:\s*["'](?<method>[A-Z]+)["']\s*,\s*(?:url|path):\s*["'`](?<path>\/[^"'`\n]{0,200})["'`]/gu,
    ],
  },
  {
    files: /\.[mc]?ts$/u,
    mark: /@Controller\(/u,
    prefix: /@Controller\(\s*(?:\{[^}]{0,120}?path:\s*)?["'`](?<path>[^"'`\n]{0,200})["'`]/u,
    patterns: [
      /@(?<method>Get|Post|Put|Patch|Delete|Head|Options|All)\(\s*(?:["'`](?<path>[^"'`\n]{0,200})["'`])?\s*\)/gu,
    ],
  },
  {
    files: /\.py$/u,
    mark: /@\w+(?:\.\w+)*\.(?:route|get|post|put|patch|delete|api_route)\(|\b(?:path|re_path|url)\(/u,
    prefix: /\b(?:APIRouter|Blueprint)\([^)]{0,300}?(?:prefix|url_prefix)\s*=\s*["'](?<path>[^"'\n]{0,200})["']/u,
    patterns: [
      new RegExp(
        String.raw`@\w+(?:\.\w+)*\.(?<method>get|post|put|patch|delete|head|options)\(\s*(?:path\s*=\s*)?["'](?<path>\/?[^"'\n]{0,200})["']`,
        'gu',
      ),
      /@\w+(?:\.\w+)*\.route\(\s*["'](?<path>\/[^"'\n]{0,200})["'](?:[^)]{0,200}?methods\s*=\s*\[\s*["'](?<method>[A-Z]+)["'])?/gu,
    ],
  },
  {
    files: /(?:^|\/)(?:\w*urls\w*|urls\/\w+)\.py$/u,
    mark: /\burlpatterns\b/u,
    patterns: [/\b(?:path|re_path|url)\(\s*r?["'](?<path>[^"'\n]{0,200})["']/gu],
  },
  {
    files: /(?:^|\/)config\/routes(?:\.rb|\/[\w/]+\.rb)$/u,
    mark: /./u,
    patterns: [
      /^[ \t]*(?<method>get|post|put|patch|delete|match)[ (]+["':](?<path>[\w/:.()*-]{1,200})/gmu,
      /^[ \t]*resources?[ (]+:(?<path>\w{1,100})/gmu,
    ],
  },
  {
    files: /\.(?:java|kt|groovy)$/u,
    mark: /@(?:RestController|Controller|RequestMapping|Path)\b/u,
    prefix:
      /@RequestMapping\(\s*(?:(?:value|path)\s*=\s*)?[{[]?\s*"(?<path>[^"\n]{0,200})"[^\n]*\n(?:\s*@[^\n]*\n){0,8}\s*(?:public\s+|open\s+|abstract\s+|final\s+)*(?:class|interface)\b/u,
    patterns: [
      /@(?<method>Get|Post|Put|Patch|Delete)Mapping\b(?:\(\s*(?:(?:value|path)\s*=\s*)?[{[]?\s*"(?<path>[^"\n]{0,200})")?/gu,
    ],
  },
  {
    files: /\.go$/u,
    mark: /\b(?:http|chi|gin|mux|echo|fiber|router|Router)\b/u,
    groups: /\b(?<name>\w+)\s*:?=\s*(?<on>\w+)\.Group\(\s*"(?<path>[^"\n]{0,200})"/gu,
    patterns: [
      new RegExp(
        String.raw`\b(?<on>\w+)\.(?<method>Get|Post|Put|Patch|Delete|Head|GET|POST|PUT|PATCH|DELETE|HEAD|Any)\(\s*"(?<path>\/[^"\n]{0,200})"`,
        'gu',
      ),
      /\bHandle(?:Func)?\(\s*"(?:(?<method>[A-Z]+) )?(?<path>\/[^"\n]{0,200})"/gu,
    ],
  },
  {
    files: /\.cs$/u,
    mark: /\[(?:Route|Http(?:Get|Post|Put|Patch|Delete))\b|\.Map(?:Get|Post|Put|Patch|Delete)\(/u,
    groups:
      /\b(?<name>\w+)\s*=\s*(?<on>\w+)(?:\s*\.(?!MapGroup\b)\w+\([^()\n]{0,200}\)){0,5}\s*\.MapGroup\(\s*"(?<path>[^"\n]{0,200})"/gu,
    prefix: /\[Route\(\s*"(?<path>[^"\n]{0,200})"\s*\)\](?:\s*\[[^\n]*\]\s*){0,8}\s*public\s+(?:\w+\s+){0,3}class\b/u,
    patterns: [
      /\[Http(?<method>Get|Post|Put|Patch|Delete)(?:\(\s*"(?<path>[^"\n]{0,200})")?/gu,
      new RegExp(String.raw`\b(?<on>\w+)\s*\.Map(?<method>Get|Post|Put|Patch|Delete)\(\s*${path}`, 'gu'),
      new RegExp(String.raw`\)\s*\.Map(?<method>Get|Post|Put|Patch|Delete)\(\s*${path}`, 'gu'),
    ],
  },
  {
    files: /(?:^|\/)routes\/.+\.php$/u,
    mark: /\bRoute::/u,
    patterns: [
      /\bRoute::(?<method>get|post|put|patch|delete|options|any)\(\s*["'](?<path>[^"'\n]{0,200})["']/gu,
      /\bRoute::(?:api)?[rR]esource\(\s*["'](?<path>[^"'\n]{0,200})["']/gu,
    ],
  },
  {
    files: /router\.ex$/u,
    mark: /:router\b|Phoenix\.Router|Plug\.Router/u,
    patterns: [
      /^[ \t]*(?<method>get|post|put|patch|delete|options|head)[ (]+"(?<path>\/[^"\n]{0,200})"/gmu,
      /^[ \t]*(?:live|resources)[ (]+"(?<path>\/[^"\n]{0,200})"/gmu,
    ],
  },
  {
    files: /\.rs$/u,
    mark: /\b(?:axum|actix_web|rocket|Router)\b/u,
    patterns: [
      /\.route\(\s*"(?<path>\/[^"\n]{0,200})"\s*,\s*(?:\w+::)*(?<method>get|post|put|patch|delete|head|any)\b/gu,
      /#\[(?<method>get|post|put|patch|delete|head)\(\s*"(?<path>\/[^"\n]{0,200})"/gu,
    ],
  },
  {
    files: /\.kt$/u,
    mark: /\bio\.ktor\.server\b/u,
    patterns: [/\b(?<method>get|post|put|patch|delete)\(\s*"(?<path>\/[^"\n]{0,200})"\s*\)\s*\{/gu],
  },
];

/** Whether a changed line may declare a route. */
export function maybeRoute(file: string, line: string): boolean {
  if (line.length > 1000) return false;
  return styles.some(
    ({ files, patterns, prefix, groups }) =>
      files.test(file) &&
      (patterns.some((pattern) => line.search(pattern) >= 0) ||
        (prefix?.test(line) ?? false) ||
        (groups !== undefined && line.search(groups) >= 0)),
  );
}

/**
 * The routes that a source file declares, as `GET /orders/:id`. The path of an enclosing controller or router of the same
 * file is put before; what another file mounts it under is not known.
 */
export function routeEntries(file: string, text: string): readonly Entry[] {
  if (isRailsRoutes(file)) return railsRoutes(file, text);
  const lineOf = lineFinder(text);
  const found = new Map<string, Entry>();
  const isDocumented = file.endsWith('.py') ? docstrings(text) : (): boolean => false;
  for (const { files, mark, patterns, prefix, groups } of styles) {
    if (!files.test(file) || !mark.test(text)) continue;
    const grouped = groups === undefined ? undefined : groupPrefixes(text, groups);
    const before = prefix?.exec(text)?.groups?.['path'] ?? '';
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        if (isCommentedOut(text, match.index) || isDocumented(match.index)) continue;
        const lineBefore = text.slice(text.lastIndexOf('\n', match.index - 1) + 1, match.index);
        if (/\.[mc]?[jt]sx?$/u.test(file) && isClientCall(lineBefore, match[0], match.groups?.['path'] ?? '')) continue;
        const under = grouped?.(match.groups?.['on'] ?? '', match.index) ?? '';
        const method = (match.groups?.['method'] ?? 'any').toUpperCase();
        const name = `${method === 'ALL' || method === 'MATCH' ? 'ANY' : method} ${joined(file, before, under, match.groups?.['path'] ?? '')}`;
        // A pattern that begins at the line's start may match the line break before it.
        const offset = match.index + (/\S/u.exec(match[0])?.index ?? 0);
        if (!found.has(name)) found.set(name, { name, file, line: lineOf(offset) });
      }
    }
  }
  return [...found.values()];
}

/** Whether an offset stands in a text of several lines, as Python's documentation does. */
function docstrings(text: string): (offset: number) => boolean {
  const spans = [...text.matchAll(/"{3}[\s\S]{0,20000}?"{3}|'{3}[\s\S]{0,20000}?'{3}/gu)].map(
    ({ 0: whole, index }) => [index, index + whole.length] as const,
  );
  return (offset) => spans.some(([from, to]) => from < offset && offset < to);
}

/** In ASP.NET a route that begins at the root is not put under its controller's. */
function joined(file: string, prefix: string, under: string, route: string): string {
  const atRoot = file.endsWith('.cs') && /^~?\//u.test(route);
  const parts = [atRoot ? '' : prefix, under, route.replace(/^~\//u, '')]
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '');
  return `/${parts.join('/')}`;
}
