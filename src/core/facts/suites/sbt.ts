import { baseName, folderOf, inFolder } from '../paths';
import { lineOf } from './lineOf';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** A project of the build for integration tests, which the root does not run with its own. */
const project = /^\s*lazy\s+val\s+it\s*(?::[^=\n]+)?=\s*(?:project\b|\(?\s*project\b|Project\b)/u;
/** The configuration that was there before. https://www.scala-sbt.org/1.x/docs/Testing.html#Integration+Tests */
const configuration = /\bconfigs\(\s*IntegrationTest\s*\)/u;

/** Integration tests of Scala's build tool: a suite beside `sbt test`. */
export const sbtIntegration: SuiteEcosystem = {
  reads: (path) => baseName(path) === 'build.sbt',
  find: ({ files, named, tests }) =>
    named('build.sbt').flatMap((path): readonly SuiteCandidate[] => {
      const cwd = folderOf(path);
      const size = tests.below('scala', inFolder(cwd, 'it')) + tests.below('scala', inFolder(cwd, 'src/it'));
      const ofProject = lineOf(files, path, project);
      const line = ofProject ?? lineOf(files, path, configuration);
      if (size === 0 || line === undefined) return [];
      return [
        {
          id: 'sbt',
          command: ofProject === undefined ? 'sbt IntegrationTest/test' : 'sbt it/test',
          cwd,
          evidence: [{ file: path, line }],
          size,
          usual: true,
          slow: true,
          runs: ({ program, args }) =>
            program === 'sbt' && args.some((arg) => /(?:^|[\s;])(?:it|IntegrationTest)[/:]test\b/u.test(arg)),
        },
      ];
    }),
};
