import { baseName } from '../paths';
import { folderFrom } from '../shell/commands';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** Shell scripts of the repository that a pipeline runs, and whose name or first option says test. */
export const scripts: SuiteEcosystem = {
  reads: () => false,
  find: ({ files, invocations }) => {
    const found = new Map<string, SuiteCandidate>();
    for (const { words, cwd, evidence, via } of invocations) {
      const [first = ''] = words;
      const path = cwd === undefined || via.length > 0 ? undefined : folderFrom(cwd, first);
      if (cwd === undefined || path === undefined || !files.has(path)) continue;
      const name = baseName(path);
      // Build tools' wrappers are known by what they run.
      if (/^(?:gradlew|mvnw)$|prepare|setup|install|build|start/iu.test(name)) continue;
      const option = words.slice(1).find((word) => /^--?(?:unit|unit-tests?|tests?|integration)$/u.test(word));
      if (/\.(?!sh$|bash$)\w+$/u.test(name)) continue;
      if (!/(?:^|[-_.])tests?(?=$|[-_.])/iu.test(name) && option === undefined) continue;
      const plain = [first.replace(/^(?:\.\/)+/u, ''), ...(option === undefined ? [] : [option])].join(' ');
      const key = `${path} ${option ?? ''}`;
      if (found.has(key)) continue;
      found.set(key, {
        id: 'script',
        command: first.replace(/^(?:\.\/)+/u, '').includes('/') ? plain : `./${plain}`,
        cwd,
        evidence: [evidence],
        size: 0,
        usual: false,
        slow: /e2e|integration|smoke|perf|bench|install/iu.test(`${name} ${option ?? ''}`),
        script: path,
        runs: (other) =>
          other.cwd !== undefined &&
          folderFrom(other.cwd, other.words[0] ?? '') === path &&
          (option === undefined || other.words.includes(option)),
      });
    }
    return [...found.values()];
  },
};
