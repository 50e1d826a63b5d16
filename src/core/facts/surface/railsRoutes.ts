import type { Entry } from './entries';

/** A block of a routes file that is open, and what it puts before the routes in it. */
interface Block {
  /** For plain routes and nested resources. */
  readonly nested: string;
  /** For routes `on: :member` and `on: :collection`; the same as `nested` but inside `resources`. */
  readonly member: string;
  readonly collection: string;
}

const root: Block = { nested: '', member: '', collection: '' };

/** Whether a path is a routes file of Rails. */
export function isRailsRoutes(path: string): boolean {
  return /(?:^|\/)config\/routes(?:\.rb|\/[\w/]+\.rb)$/u.test(path);
}

/**
 * The routes of a Rails application as `GET /orders/:id/receipt`, `resources` as one `ANY` each, put under the
 * namespaces, scopes and resources around them (https://guides.rubyonrails.org/routing.html). Read line by line: what a
 * program computes is not known.
 */
export function railsRoutes(file: string, text: string): readonly Entry[] {
  const open: Block[] = [root];
  const found = new Map<string, Entry>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/(?:^|\s)#(?!\{).*$/u, '').trim();
    const around = open.at(-1) ?? root;
    const add = (method: string, path: string): void => {
      const name = `${method} /${path.split('/').filter(Boolean).join('/')}`;
      if (!found.has(name)) found.set(name, { name, file, line: index + 1 });
    };
    const verb = /^(get|post|put|patch|delete|match)[ (]+["':]([\w/:.()*-]+)/u.exec(line);
    if (verb?.[1] !== undefined && verb[2] !== undefined) {
      const on = /\bon:\s*:(member|collection)\b/u.exec(line)?.[1];
      const before = on === 'member' ? around.member : on === 'collection' ? around.collection : around.nested;
      add(verb[1] === 'match' ? 'ANY' : verb[1].toUpperCase(), `${before}/${verb[2]}`);
    }
    const resources = /^(resources?)[ (]+((?::\w+\s*,\s*)*:\w+)/u.exec(line);
    const names = resources?.[2]?.match(/\w+/gu) ?? [];
    for (const name of names) add('ANY', `${around.nested}/${pathOption(line) ?? name}`);
    if (/\bdo\b\s*(?:\|[^|]*\|)?$/u.test(line)) open.push(opened(line, around, resources?.[1], names[0]));
    else if (/^(?:if|unless|case|begin|def)\b/u.test(line)) open.push(around);
    else if (/^end\b/u.test(line) && open.length > 1) open.pop();
  }
  return [...found.values()];
}

function opened(line: string, around: Block, kind: string | undefined, name: string | undefined): Block {
  const same = (path: string): Block => ({ nested: path, member: path, collection: path });
  if (kind !== undefined && name !== undefined) {
    const path = `${around.nested}/${pathOption(line) ?? name}`;
    if (kind === 'resource') return same(path);
    const own = /\bparam:\s*:(\w+)/u.exec(line)?.[1] ?? 'id';
    return { nested: `${path}/:${name.replace(/s$/u, '')}_${own}`, member: `${path}/:${own}`, collection: path };
  }
  if (/^member\b/u.test(line)) return same(around.member);
  if (/^collection\b/u.test(line)) return same(around.collection);
  const namespace = /^namespace[ (]+["':]([\w/-]+)/u.exec(line)?.[1];
  const scoped = /^scope[ (]+(?:["']([\w/:.()-]+)["']|:(\w+)(?!\w|:))/u.exec(line);
  const before = pathOption(line) ?? namespace ?? scoped?.[1] ?? scoped?.[2];
  if (before !== undefined) return same(`${around.nested}/${before}`);
  return around;
}

function pathOption(line: string): string | undefined {
  return /(?:\bpath:|:path\s*=>)\s*["']([\w/:.()-]*)["']/u.exec(line)?.[1];
}
