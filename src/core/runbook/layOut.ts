/** A template as values: what may stand in one, and nothing else. */
export type TemplateNode = TemplatePlace &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'value'; readonly path: TemplatePath }
    | {
        readonly kind: 'if' | 'unless' | 'each';
        readonly path: TemplatePath;
        readonly body: readonly TemplateNode[];
        readonly otherwise: readonly TemplateNode[];
      }
    | { readonly kind: 'partial'; readonly name: string }
  );

/** Where something stands in a template, both from 1. */
export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

/** The name of a value. */
export interface TemplatePath {
  /** As it is written. */
  readonly text: string;
  /** How many `each` outside of the innermost one it begins: `../`. */
  readonly up: number;
  readonly keys: readonly string[];
}

/** Why a template cannot be used, and where. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
  /** Name of the template. */
  readonly template: string;
  readonly place: TemplatePlace;

  constructor(template: string, place: TemplatePlace, message: string) {
    super(message);
    this.template = template;
    this.place = place;
  }
}

/** No runbook is longer, in characters. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** No runbook needs more parts. */
const MOST_NODES = 500_000;
/** Partials inside partials; deeper ones call themselves. */
const DEEPEST_PARTIAL = 20;

/**
 * Fills a template with a view of texts, booleans and lists. Nothing is escaped, nothing is run, and only what the view
 * itself holds can be named. A template that writes without end is stopped.
 * @throws TemplateFault for a value or partial that is not there, or a template that writes too much.
 */
export function layOut(
  main: string,
  templates: Readonly<Record<string, readonly TemplateNode[]>>,
  view: unknown,
): string {
  let length = 0;
  let nodes = 0;

  function write(
    name: string,
    body: readonly TemplateNode[],
    contexts: readonly unknown[],
    depth: number,
  ): readonly string[] {
    return body.flatMap((node): readonly string[] => {
      const fault = (message: string): TemplateFault => new TemplateFault(name, node, message);
      if (++nodes > MOST_NODES) throw fault('The template writes without end.');
      switch (node.kind) {
        case 'text':
          return [counted(node.text, fault)];
        case 'value': {
          const value = valueOf(node.path, contexts, fault);
          if (typeof value !== 'string') throw fault(`\`${node.path.text}\` is no text.`);
          return [counted(value, fault)];
        }
        case 'if':
        case 'unless': {
          const holds = isFilled(valueOf(node.path, contexts, fault)) === (node.kind === 'if');
          return write(name, holds ? node.body : node.otherwise, contexts, depth);
        }
        case 'each': {
          const list = valueOf(node.path, contexts, fault);
          if (!Array.isArray(list)) throw fault(`\`${node.path.text}\` is no list.`);
          if (list.length === 0) return write(name, node.otherwise, contexts, depth);
          return list.flatMap((item: unknown) => write(name, node.body, [item, ...contexts], depth));
        }
        case 'partial': {
          const partial = Object.hasOwn(templates, node.name) ? templates[node.name] : undefined;
          if (partial === undefined) throw fault(`There is no template "${node.name}".`);
          if (depth >= DEEPEST_PARTIAL) throw fault(`"${node.name}" calls itself.`);
          return write(node.name, partial, contexts, depth + 1);
        }
      }
    });
  }

  function counted(text: string, fault: (message: string) => TemplateFault): string {
    length += text.length;
    if (length > LONGEST_TEXT) throw fault('The template writes without end.');
    return text;
  }

  return write(main, templates[main] ?? [], [view], 0).join('');
}

function valueOf(
  { text, up, keys }: TemplatePath,
  contexts: readonly unknown[],
  fault: (message: string) => TemplateFault,
): unknown {
  let value = contexts[up];
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      throw fault(`There is no value \`${text}\` here.`);
    }
    value = Reflect.get(value, key);
  }
  if (value === undefined || value === null) throw fault(`There is no value \`${text}\` here.`);
  return value;
}

/** What `if` takes for true: any text but the empty one, any list but the empty one, and true. */
function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
