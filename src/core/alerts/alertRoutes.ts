import * as z from 'zod/mini';
import { parse } from 'yaml';

/** https://prometheus.io/docs/alerting/latest/configuration/#route */
interface Route {
  readonly receiver?: string | undefined;
  readonly continue?: boolean | undefined;
  readonly match?: Readonly<Record<string, string>> | undefined;
  readonly match_re?: Readonly<Record<string, string>> | undefined;
  readonly matchers?: readonly string[] | undefined;
  readonly routes?: readonly Route[] | undefined;
}

export interface RouteTree {
  readonly route: Route;
  /** By name: whether it sends to anybody. */
  readonly receivers: ReadonlyMap<string, boolean>;
}

const texts = z.record(z.string(), z.string());
const routeSchema: z.ZodMiniType<Route> = z.looseObject({
  receiver: z.optional(z.string()),
  continue: z.optional(z.boolean()),
  match: z.optional(texts),
  match_re: z.optional(texts),
  matchers: z.optional(z.array(z.string())),
  routes: z.optional(z.array(z.lazy(() => routeSchema))),
});
const configurationSchema = z.looseObject({
  route: routeSchema,
  receivers: z.array(z.looseObject({ name: z.string() })),
});
const statusSchema = z.looseObject({ config: z.looseObject({ original: z.string() }) });

/** The routes in the answer to `/api/v2/status`, which holds the configuration with its secrets taken out. */
export function readRoutes(value: unknown): RouteTree | undefined {
  const status = z.safeParse(statusSchema, value);
  if (!status.success) return undefined;
  const configuration = z.safeParse(configurationSchema, parsed(status.data.config.original));
  if (!configuration.success) return undefined;
  const { route, receivers } = configuration.data;
  const sends = receivers.map((receiver) => {
    const { name } = receiver;
    const integrations = Object.entries(receiver).filter(([key]) => key.endsWith('_configs'));
    return [name, integrations.some(([, list]) => Array.isArray(list) && list.length > 0)] as const;
  });
  return { route, receivers: new Map(sends) };
}

/** Who gets an alert with these labels: the deepest routes that take it. */
export function receiversOf(
  { route, receivers }: RouteTree,
  labels: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly sends: boolean }[] {
  const walk = (at: Route, inherited: string): readonly string[] => {
    if (!takes(at, labels)) return [];
    const receiver = at.receiver ?? inherited;
    const found: string[] = [];
    for (const child of at.routes ?? []) {
      const deeper = walk(child, receiver);
      found.push(...deeper);
      if (deeper.length > 0 && child.continue !== true) break;
    }
    return found.length > 0 ? found : [receiver];
  };
  return [...new Set(walk(route, ''))]
    .filter((name) => name !== '')
    .map((name) => ({ name, sends: receivers.get(name) === true }));
}

function takes(
  { match = {}, match_re: patterns = {}, matchers = [] }: Route,
  labels: Readonly<Record<string, string>>,
): boolean {
  const valueOf = (name: string): string => labels[name] ?? '';
  return (
    Object.entries(match).every(([name, value]) => valueOf(name) === value) &&
    Object.entries(patterns).every(([name, pattern]) => matchesWhole(pattern, valueOf(name))) &&
    matchers.flatMap(splitMatchers).every((matcher) => {
      const [, name = '', operator = '', raw = ''] = matcherShape.exec(matcher) ?? [];
      const value = raw.replace(/^"([^]*)"$/u, '$1').replace(/\\(.)/gu, '$1');
      switch (operator) {
        case '=':
          return valueOf(name) === value;
        case '!=':
          return valueOf(name) !== value;
        case '=~':
          return matchesWhole(value, valueOf(name));
        case '!~':
          return !matchesWhole(value, valueOf(name));
        default:
          return false;
      }
    })
  );
}

const matcherShape = /^\s*"?([^\s"=!~]+)"?\s*(=~|!~|!=|=)\s*([^]*?)\s*$/u;

/** Several may stand in one text: `{a="b", c="d"}`. */
function splitMatchers(text: string): readonly string[] {
  const inside = text.trim().replace(/^\{([^]*)\}$/u, '$1');
  return inside.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/gu) ?? [];
}

function matchesWhole(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
