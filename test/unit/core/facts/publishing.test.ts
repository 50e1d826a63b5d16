import { expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

const workflow = (step: string): string => `on: push\njobs:\n  release:\n    steps:\n      - ${step}\n`;

it.each([
  ['npm', 'run: npm publish --access public', 'a package on npm'],
  ['changesets', 'uses: changesets/action@v1', 'a package on npm'],
  ['crates.io', 'run: cargo publish -p shop', 'a crate on crates.io'],
  ['PyPI', 'uses: pypa/gh-action-pypi-publish@release/v1', 'a package on PyPI'],
  ['RubyGems', 'run: gem push shop.gem', 'a gem on RubyGems'],
  ['Hex', 'run: mix hex.publish --yes', 'a package on Hex'],
  ['NuGet', 'run: dotnet nuget push out/*.nupkg', 'a package on NuGet'],
  ['stores', 'run: bundle exec fastlane ios release', 'an app in a store'],
  ['downloads', 'uses: goreleaser/goreleaser-action@v6', 'release files that people download'],
])('publishing to %s is seen in the pipeline', (_, step, what) => {
  const { publishing } = factsOf({ '.github/workflows/release.yml': workflow(step) });
  expect(publishing).toEqual([{ what, evidence: [{ file: '.github/workflows/release.yml', line: 5 }] }]);
});

it('a dry run publishes nothing, and neither does an example', () => {
  const dry = factsOf({ '.github/workflows/ci.yml': workflow('run: npm publish --dry-run') });
  const build = 'uses: goreleaser/goreleaser-action@v6\n        with: { args: release --snapshot --clean }';
  expect(factsOf({ '.github/workflows/ci.yml': workflow(build) }).publishing).toEqual([]);
  const example = factsOf({ 'examples/app/publish.sh': 'npm publish\n' });
  expect([dry.publishing, example.publishing]).toEqual([[], []]);
});
