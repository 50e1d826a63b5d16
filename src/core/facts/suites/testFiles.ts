import { ancestorsOf, folderOf } from '../paths';

/** How test files of an ecosystem are named. */
const patterns = {
  go: /_test\.go$/u,
  python: /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests)\.py$/u,
  rspec: /_spec\.rb$/u,
  minitest: /(?:^|\/)(?:[^/]*_test|test_[^/]*)\.rb$/u,
  js: /(?:\.|_|\/)(?:test|spec|e2e|cy)\.[cm]?[jt]sx?$|(?:^|\/)(?:__tests__|tests?)\/.*\.[cm]?[jt]sx?$/u,
  jvm: /(?:^|\/)src\/(?:[\w-]*[tT]est\w*|it)\/.*\.(?:java|kt|groovy|scala)$/u,
  scala: /(?:^|\/)(?:src\/[\w-]*[tT]est\w*|src\/it|tests?|it)\/.*\.(?:scala|java)$/u,
  php: /(?:^|\/)[Tt]ests?\/.*\.php$|Test\.php$/u,
  elixir: /_test\.exs$/u,
  swift: /(?:^|\/)Tests\/.*\.swift$/u,
  dart: /_test\.dart$/u,
  /** Rust's unit tests stand in the sources. */
  rust: /\.rs$/u,
  rustTests: /(?:^|\/)tests?\/.*\.rs$|(?:_|\/)tests?\.rs$/u,
  clojure: /(?:^|\/)test\/.*\.clj[cs]?$/u,
  haskell: /(?:^|\/)tests?\/.*\.hs$/u,
  bats: /\.bats$/u,
  erlang: /_(?:SUITE|tests)\.erl$/u,
} as const;

export type TestKind = keyof typeof patterns;

/** Where the test files of a repository are. */
export interface TestFiles {
  /** How many test files of this kind lie in `folder` or below. */
  readonly below: (kind: TestKind, folder: string) => number;
  /** The number of test files of the most frequent kind in `folder` or below. */
  readonly most: (folder: string) => number;
  /** How many test files each folder owns: a file belongs to the nearest of `folders` above it. */
  readonly owned: (kind: TestKind, folders: Iterable<string>) => ReadonlyMap<string, number>;
}

/** Passes every path that a pattern passes, and few others: most paths are looked at once. */
const maybe = /test|spec|e2e|\.cy\.|\.bats$|\/it\/|_SUITE|\.rs$/iu;
const others = /(?:^|\/)(?:node_modules|bower_components|vendor|third[_-]party)\//u;

/** Whether a file is named like a test of any ecosystem. Rust's sources may hold tests, and are not named for them. */
export function isTestFile(path: string): boolean {
  return Object.entries(patterns).some(([kind, pattern]) => kind !== 'rust' && pattern.test(path));
}

/** Looks at each path once; asking is then independent of their number. */
export function findTestFiles(paths: readonly string[]): TestFiles {
  const kinds = Object.entries(patterns);
  /** Test files by kind and the folder that holds them. */
  const direct = new Map<string, Map<string, number>>();
  const total = new Map<string, Map<string, number>>();
  for (const path of paths) {
    if (!maybe.test(path)) continue;
    const matching = kinds.filter(([, pattern]) => pattern.test(path));
    if (matching.length === 0 || others.test(path)) continue;
    for (const [kind] of matching) add(direct, kind, folderOf(path), 1);
  }
  for (const [kind, folders] of direct) {
    for (const [folder, count] of folders) {
      for (const ancestor of ancestorsOf(folder)) add(total, kind, ancestor, count);
    }
  }
  return {
    below: (kind, folder) => total.get(kind)?.get(folder) ?? 0,
    most: (folder) => Math.max(0, ...[...total.values()].map((folders) => folders.get(folder) ?? 0)),
    owned: (kind, folders) => {
      const owners = new Set(folders);
      const counts = new Map<string, number>();
      for (const [folder, count] of direct.get(kind) ?? []) {
        const owner = ancestorsOf(folder).find((ancestor) => owners.has(ancestor));
        if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + count);
      }
      return counts;
    },
  };
}

function add(counts: Map<string, Map<string, number>>, kind: string, folder: string, count: number): void {
  let ofKind = counts.get(kind);
  if (ofKind === undefined) {
    ofKind = new Map();
    counts.set(kind, ofKind);
  }
  ofKind.set(folder, (ofKind.get(folder) ?? 0) + count);
}
