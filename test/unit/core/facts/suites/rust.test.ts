import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

function cargo(manifest: string, ...runs: readonly string[]): readonly string[] {
  const steps = runs.map((run) => `      - run: ${run}\n`).join('');
  const { tests } = factsOf({
    'Cargo.toml': manifest,
    '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    steps:\n${steps}`,
  });
  return tests.map(({ command }) => command);
}

describe("Cargo's suite", () => {
  const crate = '[package]\nname = "a"\n';
  it('is run as pipelines run it: by nextest, of the whole workspace, beside documentation tests', () => {
    expect(cargo(`[workspace]\n${crate}`, 'cargo nextest run --workspace && cargo test --doc')).toEqual([
      'cargo nextest run --workspace',
      'cargo test --doc',
    ]);
    expect(cargo(`[workspace]\n${crate}`, 'cargo test --all --locked')).toEqual(['cargo test --workspace']);
  });

  it('has the features of the run that turns on all that others do, and none where none does', () => {
    expect(cargo(crate, 'cargo test --features sqlite', 'cargo test --features sqlite,mysql --profile ci')).toEqual([
      'cargo test --features sqlite,mysql',
    ]);
    expect(cargo(crate, 'cargo llvm-cov --json nextest --features=a --features=b')).toEqual([
      'cargo nextest run --features a,b',
    ]);
    expect(cargo(crate, 'cargo test --features sqlite', 'cargo test --features mysql')).toEqual(['cargo test']);
    expect(cargo(crate, 'cargo test --features ${{ matrix.features }}')).toEqual(['cargo test']);
    expect(cargo('[workspace]\nmembers = ["one"]\n', 'cargo test -p one --features sqlite')).toEqual(['cargo test']);
    expect(cargo(crate, 'cargo test', 'cargo test --all-features')).toEqual(['cargo test --all-features']);
  });
});
