import { commandProofs, type LinePatterns } from './platforms/deployLines';
import type { Evidence } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

/** Where a pipeline or script of this repository publishes a version that its users then fetch by themselves. */
export interface Publishing {
  /** Where to, with the command that says so: `a package on npm`. */
  readonly what: string;
  readonly evidence: readonly Evidence[];
}

interface Registry extends LinePatterns {
  readonly what: string;
}

/**
 * Commands and actions by which versions are published, each from its own documentation, e.g.
 * https://docs.npmjs.com/cli/commands/npm-publish, https://doc.rust-lang.org/cargo/commands/cargo-publish.html,
 * https://docs.pypi.org/trusted-publishers/using-a-publisher/, https://guides.rubygems.org/publishing/,
 * https://hex.pm/docs/publish, https://docs.fastlane.tools/actions/. A dry run publishes nothing.
 */
const registries: readonly Registry[] = [
  {
    what: 'a package on npm',
    mention: /publish|semantic-release|changesets/u,
    run: /\b(?:npm|pnpm|yarn(?:\s+npm)?|lerna|changeset)\s+(?:-\S+\s+)*publish\b(?!.*--dry-run)|\bsemantic-release\b/u,
    uses: /^changesets\/action@|^JS-DevTools\/npm-publish@/u,
  },
  { what: 'a crate on crates.io', mention: /cargo/u, run: /\bcargo\s+(?:\S+\s+)?publish\b(?!.*--dry-run)/u },
  {
    what: 'a package on PyPI',
    mention: /twine|pypi|publish/u,
    run: /\btwine\s+upload\b|\b(?:poetry|uv|flit|hatch)\s+publish\b(?!.*--dry-run)/u,
    uses: /^pypa\/gh-action-pypi-publish@/u,
  },
  { what: 'a gem on RubyGems', mention: /gem/u, run: /\bgem\s+push\b/u, uses: /^rubygems\/release-gem@/u },
  { what: 'a package on Hex', mention: /hex/u, run: /\bmix\s+hex\.publish\b/u },
  { what: 'a package on NuGet', mention: /nuget/u, run: /\b(?:dotnet\s+)?nuget\s+push\b/u },
  {
    what: 'an app in a store',
    mention: /fastlane|upload-google-play|eas/u,
    run: /\bfastlane\s+(?:\w+\s+)*(?:deliver|supply|release|beta|deploy|upload_to_\w+)\b|\beas\s+submit\b/u,
    uses: /^r0adkll\/upload-google-play@/u,
  },
  {
    what: 'release files that people download',
    mention: /goreleaser|gh release|action-gh-release|upload-release-asset/u,
    run: /\bgoreleaser\s+release\b(?!.*--snapshot)|\bgh\s+release\s+(?:create|upload)\b/u,
    uses: /^(?:goreleaser\/goreleaser-action|softprops\/action-gh-release|actions\/upload-release-asset)@/u,
  },
];

/** Places read per kind of registry. */
const EVIDENCE_LIMIT = 5;

/** What the pipelines and scripts of this repository publish, tests and samples left out. */
export function publishingOf(files: WorkspaceFiles): readonly Publishing[] {
  return registries.flatMap(({ what, ...patterns }) => {
    const proofs = commandProofs(files, patterns).filter(
      ({ role, inputs }) =>
        (role === undefined || role === 'deploy') && !/--snapshot|^\s*(?:build|check)\b/u.test(inputs['args'] ?? ''),
    );
    return proofs.length === 0
      ? []
      : [{ what, evidence: proofs.slice(0, EVIDENCE_LIMIT).map(({ evidence }) => evidence) }];
  });
}
