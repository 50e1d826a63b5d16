import type { OtherKind } from './otherPlatforms';

/** Mina, which keeps its tasks where Capistrano does: https://github.com/mina-deploy/mina#user-guide. */
export const mina: OtherKind = {
  name: 'Mina',
  file: /(?:^|\/)config\/deploy\.rb$/u,
  read: (files, file) => {
    const line = (files.text(file) ?? '').split('\n').findIndex((text) => /^\s*require\s+["']mina\//u.test(text)) + 1;
    return line === 0 ? undefined : { line, names: [] };
  },
  things: 'applications',
};
