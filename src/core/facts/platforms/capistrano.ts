import { baseName } from '../paths';
import { byFile } from './byFile';

/** Capistrano by its `Capfile` or `config/deploy.rb`; Mina and Vlad use the same name for other contents. */
export const capistrano = byFile(
  'capistrano',
  (path) => baseName(path) === 'Capfile' || /(?:^|\/)config\/deploy\.rb$/u.test(path),
  (files, file) => {
    const lines = (files.text(file) ?? '').split('\n');
    if (lines.some((line) => /require\s+["'](?:mina|vlad)\b/u.test(line))) return undefined;
    const line = lines.findIndex((text) =>
      /^\s*(?:lock\s|load\s+["']deploy|require\s+["'](?:capistrano|bundler\/capistrano)|set[\s(]+:(?:application|repository|repo_url|deploy_to)\b)/u.test(
        text,
      ),
    );
    return line < 0 ? undefined : line + 1;
  },
);
