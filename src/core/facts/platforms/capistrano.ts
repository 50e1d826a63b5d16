import { baseName, isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { byFile } from './byFile';
import { capistranoSchema, capistranoTarget } from './capistrano/describe';
import { capistranoSpeech } from './capistrano/speech';
import { chosenTarget } from './chosenTarget';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** Capistrano by its `Capfile` or `config/deploy.rb`; Mina and Vlad use the same name for other contents. */
const recognised = byFile(
  'capistrano',
  (path) => baseName(path) === 'Capfile' || /(?:^|\/)config\/deploy\.rb$/u.test(path),
  (files, file) => {
    const lines = (files.text(file) ?? '').split('\n');
    if (lines.some((line) => /require\s+["'](?:mina|vlad)\b/u.test(line)) || isUnfilled(files)) return undefined;
    const line = lines.findIndex((text) =>
      /^\s*(?:lock\s|load\s+["']deploy|require\s+["'](?:capistrano|bundler\/capistrano)|set[\s(]+:(?:application|repository|repo_url|deploy_to)\b)/u.test(
        text,
      ),
    );
    return line < 0 ? undefined : line + 1;
  },
);

/** Whether the files are still what `cap install` wrote, so that they deploy nothing (https://capistranorb.com/documentation/getting-started/preparing-your-application/). */
function isUnfilled(files: WorkspaceFiles): boolean {
  const settings = files.named('deploy.rb').filter((path) => /(?:^|\/)config\/deploy\.rb$/u.test(path));
  return (
    settings.length > 0 &&
    settings.every((path) =>
      /^\s*set\s+:repo_url,\s*["']git@example\.com:me\/my_repo\.git/mu.test(files.text(path) ?? ''),
    )
  );
}

export const capistrano: Platform = {
  ...recognised,
  reads: (path) => recognised.reads(path) || isStage(path),
  detect: (files, units) =>
    withTargets(recognised.detect(files, units), ({ evidence }) => {
      // The commands of version 2 go to the release before, not to a recorded one: it is recognised only.
      const isThird = files
        .named('Capfile')
        .some((path) => /capistrano\/(?:setup|multiconfig)\b/u.test(files.text(path) ?? ''));
      const own = evidence.filter(({ file }) => isThird && file.endsWith('deploy.rb'));
      return own.map(({ file }) => capistranoTarget(files, units, file));
    }),
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['config'];
    const { details, candidates } = chosenTarget(finding, unit, told, capistranoSchema);
    return capistranoSpeech(details, candidates, finding, request);
  },
};

function isStage(path: string): boolean {
  return /(?:^|\/)config\/deploy\/(?:[\w-]+\/)*[\w-]+\.rb$/u.test(path) && !isForeign(path);
}
