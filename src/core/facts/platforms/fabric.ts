import { deployCommands } from './deployCommands';
import type { OtherKind } from './otherPlatforms';

/** https://docs.fabfile.org/en/latest/getting-started.html */
export const fabric: OtherKind = {
  name: 'Fabric',
  file: /(?:^|\/)fabfile(?:\/__init__)?\.py$/u,
  read: (files, file) => {
    const lines = (files.text(file) ?? '').split('\n');
    const line = lines.findIndex((text) => /^(?:async\s+)?def\s+\w*deploy\w*\s*\(/u.test(text));
    return line < 0 ? undefined : { line: line + 1, names: [] };
  },
  lines: deployCommands.fabric,
  things: 'tasks',
};
