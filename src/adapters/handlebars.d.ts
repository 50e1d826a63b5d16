/** A template and its partials, precompiled by build/handlebarsPlugin.mjs. */
declare module '*.hbs' {
  export const main: TemplateSpecification;
  export const partials: Readonly<Record<string, TemplateSpecification>>;
}

/** The package's own types of its runtime export nothing. */
declare module 'handlebars/runtime' {
  export type Template<View> = (
    view: View,
    options?: { readonly partials?: Readonly<Record<string, Template<unknown>>> },
  ) => string;
  export function template<View>(precompiled: TemplateSpecification): Template<View>;
}

/** What `Handlebars.precompile` gives; only the runtime looks inside. */
interface TemplateSpecification {
  readonly compiler: readonly [number, string];
  readonly main: unknown;
}
