/** Languages whose tokens the rules can tell apart: what is code, what is a comment, what is a string. */
export const scannedLanguages = [
  'JavaScript',
  'TypeScript',
  'Python',
  'Go',
  'Ruby',
  'Java',
  'Kotlin',
  'C#',
  'PHP',
  'Rust',
  'Elixir',
] as const;
export type ScannedLanguage = (typeof scannedLanguages)[number];

/** A language by the extension of its files. Those that are not scanned are named, so that a plan can say so. */
const languages: Readonly<Record<string, string>> = {
  js: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  jsx: 'JavaScript',
  ts: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  tsx: 'TypeScript',
  vue: 'TypeScript',
  svelte: 'TypeScript',
  astro: 'TypeScript',
  py: 'Python',
  go: 'Go',
  rb: 'Ruby',
  rake: 'Ruby',
  ru: 'Ruby',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  cs: 'C#',
  php: 'PHP',
  rs: 'Rust',
  ex: 'Elixir',
  exs: 'Elixir',
  scala: 'Scala',
  groovy: 'Groovy',
  fs: 'F#',
  vb: 'Visual Basic',
  swift: 'Swift',
  m: 'Objective-C',
  dart: 'Dart',
  clj: 'Clojure',
  cljs: 'ClojureScript',
  hs: 'Haskell',
  erl: 'Erlang',
  lua: 'Lua',
  pl: 'Perl',
  c: 'C',
  cc: 'C++',
  cpp: 'C++',
  cxx: 'C++',
  h: 'C',
  hpp: 'C++',
  zig: 'Zig',
  nim: 'Nim',
  cr: 'Crystal',
  ml: 'OCaml',
  jl: 'Julia',
  r: 'R',
  sol: 'Solidity',
};

/** The language of a path by its extension; undefined for files that are no code. */
export function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? undefined : languages[name.slice(dot + 1).toLowerCase()];
}

export function isScanned(language: string): language is ScannedLanguage {
  return scannedLanguages.some((known) => known === language);
}

/** Whether a file mixes markup and script, so that only its scripts are code. */
export function isMarkupWithScript(path: string): boolean {
  return /\.(?:vue|svelte)$/iu.test(path);
}
