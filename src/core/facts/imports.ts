import { isCommentedOut } from './sources';

/** A module that a source file imports. */
export interface Import {
  /** As the language writes it: `@sentry/node`, `prometheus_client`, `io.micrometer.core`, `github.com/x/y`. */
  readonly module: string;
  readonly offset: number;
}

const javaScript = /\bfrom\s*["'`]([^"'`\n]{1,200})["'`]|\b(?:require|import)\s*\(?\s*["'`]([^"'`\n]{1,200})["'`]/gu;
const byExtension: readonly (readonly [RegExp, RegExp])[] = [
  [/\.(?:[mc]?[jt]sx?|vue|svelte|astro)$/u, javaScript],
  [/\.py$/u, /^[ \t]*(?:from|import)[ \t]+([\w.]{1,200})/gmu],
  [/\.(?:java|kts?|scala|groovy)$/u, /^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]{1,200})/gmu],
  [
    /\.(?:cs|cshtml|razor|fs|vb)$/u,
    /^[ \t]*@?(?:global[ \t]+)?(?:using|open|Imports)[ \t]+(?:static[ \t]+)?([\w.]{1,200})/gmu,
  ],
  [/\.go$/u, /^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w.~/-]{1,200})"[ \t]*(?:\/\/.*)?$/gmu],
  [/\.(?:rb|rake|ru)$/u, /^[ \t]*require[ (]+["']([\w./-]{1,200})["']/gmu],
  [/\.php$/u, /^[ \t]*use[ \t]+(?:function[ \t]+)?\\?([\w\\]{1,200})/gmu],
  [/\.rs$/u, /^[ \t]*(?:pub[ \t]+)?(?:use|extern crate)[ \t]+([\w:]{1,200})/gmu],
  [/\.(?:ex|exs)$/u, /^[ \t]*(?:use|alias|import|require)[ \t]+([\w.]{1,200})/gmu],
];

/** The modules that a source file imports, in their order; empty for languages not listed. */
export function importsOf(path: string, text: string): readonly Import[] {
  const pattern = byExtension.find(([extension]) => extension.test(path))?.[1];
  if (pattern === undefined) return [];
  return [...text.matchAll(pattern)].flatMap((match): readonly Import[] => {
    const module = match[1] ?? match[2];
    return module === undefined || isCommentedOut(text, match.index) ? [] : [{ module, offset: match.index }];
  });
}
