import { baseName } from '../paths';
import { folderFrom } from '../shell/commands';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** What a script is given by whoever calls it. */
interface Call {
  readonly given: readonly string[];
}

/** Whether the same script is called without the option, too: `./test.sh web -b` builds what `./test.sh web` runs. */
function isModeOf(call: SuiteCandidate & Call, other: SuiteCandidate & Call): boolean {
  const plain = call.given.filter((word) => !/^-[a-z]$/u.test(word));
  return call.script === other.script && plain.length < call.given.length && plain.join(' ') === other.given.join(' ');
}

/** Shell scripts of the repository that a pipeline runs, and whose name or first option says test. */
export const scripts: SuiteEcosystem = {
  reads: () => false,
  find: ({ files, invocations }) => {
    const found = new Map<string, SuiteCandidate & Call>();
    for (const { words, cwd, evidence, via } of invocations) {
      const [first = ''] = words;
      const path = cwd === undefined || via.length > 0 ? undefined : folderFrom(cwd, first);
      if (cwd === undefined || path === undefined || !files.has(path)) continue;
      const name = baseName(path);
      // Build tools' wrappers are known by what they run.
      if (
        /^(?:gradlew|mvnw)$|prepare|setup|install|build|start|^(?:lint|format|validate|extract|list|find|discover|collect|parse|split|merge|report|upload|download|publish|generate|changed)[-_]/iu.test(
          name,
        )
      )
        continue;
      const option = words.slice(1).find((word) => /^--?(?:unit|unit-tests?|tests?|integration)$/u.test(word));
      if (/\.(?!sh$|bash$)\w+$/u.test(name)) continue;
      if (!/(?:^|[-_.])tests?(?=$|[-_.])/iu.test(name) && option === undefined) continue;
      const given = /\$(?:1|\{1\}|#)(?!\w)/u.test(files.text(path) ?? '') ? words.slice(1) : [];
      // What it is given decides what it tests; a value that only the pipeline knows leaves nothing to type.
      if (given.some((word) => !/^[\w./:=@,-]+$/u.test(word))) continue;
      const more = given.length > 0 ? given : option === undefined ? [] : [option];
      const plain = [first.replace(/^(?:\.\/)+/u, ''), ...more].join(' ');
      const key = `${path} ${more.join(' ')}`;
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
        given: more,
        runs: (other) =>
          other.cwd !== undefined &&
          folderFrom(other.cwd, other.words[0] ?? '') === path &&
          more.every((word) => other.words.includes(word)),
      });
    }
    const calls = [...found.values()];
    return calls
      .filter((call) => !calls.some((other) => isModeOf(call, other)))
      .sort((a, b) => a.given.length - b.given.length)
      .map(({ given: _given, ...candidate }) => candidate);
  },
};
