import { type AstNode, parse, parser } from 'handlebars/dist/cjs/handlebars/compiler/base';
import { TemplateFault, type TemplateNode, type TemplatePath, type TemplatePlace } from '../core/runbook/layOut';

/** Longer templates are refused, in characters. */
const LONGEST_TEMPLATE = 256 * 1024;

/**
 * Reads the text of a template that a workspace holds: values, `if`, `unless`, `each`, partials and comments, as in the
 * built-in ones. It is read as data and never compiled into code.
 * @throws TemplateFault for anything else.
 */
export function parseTemplate(name: string, text: string): readonly TemplateNode[] {
  if (text.length > LONGEST_TEMPLATE)
    throw new TemplateFault(name, { line: 1, column: 1 }, 'The template is too long.');
  return nodesOf(name, syntaxOf(name, text.replaceAll('\r\n', '\n')).body);
}

function syntaxOf(name: string, text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    const { lineNumber, column, message } = error as Partial<Error & { lineNumber: number; column: number }>;
    // A mistake of grammar is reported without its column; the lexer still stands there.
    const { first_line: line, first_column: before } = parser.lexer.yylloc;
    const place =
      lineNumber === undefined ? { line, column: before + 1 } : { line: lineNumber, column: (column ?? 0) + 1 };
    const got = /got '([^']*)'/u.exec(message ?? '')?.[1];
    const mismatch = /^(\S+ doesn't match \S+)/u.exec(message ?? '')?.[1];
    throw new TemplateFault(
      name,
      place,
      mismatch === undefined
        ? got === 'EOF'
          ? 'The template ends in the middle of a block or of `{{ … }}`.'
          : 'This is not template syntax.'
        : `${mismatch}.`,
    );
  }
}

function nodesOf(template: string, body: readonly AstNode[]): readonly TemplateNode[] {
  return body.flatMap((node): readonly TemplateNode[] => {
    const place: TemplatePlace = { line: node.loc.start.line, column: node.loc.start.column + 1 };
    const refuse = (what: string): TemplateFault => new TemplateFault(template, place, what);
    switch (node.type) {
      case 'ContentStatement':
        return node.value === '' ? [] : [{ ...place, kind: 'text', text: node.value }];
      case 'CommentStatement':
        return [];
      case 'MustacheStatement':
        if (node.params.length > 0 || node.hash !== undefined) {
          throw refuse('Only the name of a value can stand here: there are no functions.');
        }
        return [{ ...place, kind: 'value', path: pathOf(node.path, refuse) }];
      case 'PartialStatement':
        if (node.params.length > 0 || node.hash !== undefined || node.name.type !== 'PathExpression') {
          throw refuse('A partial is called by its name alone.');
        }
        return [{ ...place, kind: 'partial', name: node.name.original }];
      case 'BlockStatement': {
        const kind = node.path.type === 'PathExpression' ? node.path.original : '';
        if (kind !== 'if' && kind !== 'unless' && kind !== 'each') {
          throw refuse('Only `if`, `unless` and `each` can stand here.');
        }
        const [subject, ...more] = node.params;
        if (subject === undefined || more.length > 0 || node.hash !== undefined || hasBlockParams(node)) {
          throw refuse(`\`${kind}\` takes the name of one value.`);
        }
        return [
          {
            ...place,
            kind,
            path: pathOf(subject, refuse),
            body: nodesOf(template, node.program?.body ?? []),
            otherwise: nodesOf(template, node.inverse?.body ?? []),
          },
        ];
      }
      default:
        throw refuse('Decorators, inline partials and partial blocks cannot be used.');
    }
  });
}

function hasBlockParams({ program, inverse }: Extract<AstNode, { type: 'BlockStatement' }>): boolean {
  return [program, inverse].some((block) => (block?.blockParams ?? []).length > 0);
}

function pathOf(
  expression: Extract<AstNode, { type: 'MustacheStatement' }>['path'],
  refuse: (what: string) => TemplateFault,
): TemplatePath {
  if (expression.type !== 'PathExpression' || expression.data) {
    throw refuse('Only the name of a value can stand here.');
  }
  return { text: expression.original, up: expression.depth, keys: expression.parts };
}
