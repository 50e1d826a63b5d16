/** A template and its partials, precompiled by build/handlebarsPlugin.mjs. */
declare module '*.hbs' {
  export const main: TemplateSpecification;
  export const partials: Readonly<Record<string, TemplateSpecification>>;
  /** What they were made of, the main template as `runbook.md`. */
  export const sources: Readonly<Record<string, string>>;
}

/** The package's own types of its runtime export nothing. */
declare module 'handlebars/runtime' {
  export type Template<View> = (
    view: View,
    options?: { readonly partials?: Readonly<Record<string, Template<unknown>>> },
  ) => string;
  export function template<View>(precompiled: TemplateSpecification): Template<View>;
}

/** The parser alone: the package's entry loads the compiler as well. */
declare module 'handlebars/dist/cjs/handlebars/compiler/base' {
  interface Located {
    /** Lines from 1, columns from 0. */
    readonly loc: { readonly start: { readonly line: number; readonly column: number } };
  }
  type Expression =
    | {
        readonly type: 'PathExpression';
        readonly original: string;
        readonly data: boolean;
        readonly depth: number;
        readonly parts: readonly string[];
      }
    | { readonly type: 'SubExpression' | 'Literal' };
  interface Call {
    readonly path: Expression;
    readonly params: readonly Expression[];
    readonly hash?: object;
  }
  interface Program {
    readonly body: readonly AstNode[];
    readonly blockParams?: readonly string[];
  }
  export type AstNode = Located &
    (
      | { readonly type: 'ContentStatement'; readonly value: string }
      | { readonly type: 'CommentStatement' }
      | ({ readonly type: 'MustacheStatement' } & Call)
      | ({ readonly type: 'BlockStatement'; readonly program?: Program; readonly inverse?: Program } & Call)
      | {
          readonly type: 'PartialStatement';
          readonly name: Expression;
          readonly params: readonly Expression[];
          readonly hash?: object;
        }
      | { readonly type: 'DecoratorBlock' | 'Decorator' | 'PartialBlockStatement' }
    );
  export function parse(text: string): Program;
  /** Its lexer stands where the last mistake was found. */
  export const parser: {
    readonly lexer: { readonly yylloc: { readonly first_line: number; readonly first_column: number } };
  };
}

/** What `Handlebars.precompile` gives; only the runtime looks inside. */
interface TemplateSpecification {
  readonly compiler: readonly [number, string];
  readonly main: unknown;
}
