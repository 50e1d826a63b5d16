import { factsOf } from './aWorkspace';

type Texts = Readonly<Record<string, string>>;

/** The suites in short, the primary one with a star. */
export function suites(texts: Texts): readonly string[] {
  return factsOf(texts).tests.map(
    ({ id, command, cwd, primary }) => `${primary ? '*' : ' '} ${id}: ${command} (${cwd})`,
  );
}

/** A package's manifest with these scripts. */
export function scripts(entries: Texts, more: object = {}): string {
  return JSON.stringify({ scripts: entries, ...more });
}

/** A pipeline that runs these lines, a step each. */
export function ci(...runs: readonly string[]): Texts {
  return {
    '.github/workflows/ci.yml': `on: push\njobs: { t: { steps: ${JSON.stringify(runs.map((run) => ({ run })))} } }\n`,
  };
}
