import { ancestorsOf, baseName, folderOf, inFolder, isWithin, roleOf } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { movedBy, optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteContext, SuiteEcosystem } from './suite';

const gradleFiles = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'] as const;

/** Maven and Gradle builds: one suite for each outermost build, with its wrapper. */
export const jvm: SuiteEcosystem = {
  reads: (path) => /^build\.gradle(?:\.kts)?$/u.test(baseName(path)),
  find: (context) => {
    const { files, named, tests } = context;
    const suite = (
      id: string,
      wrapper: string,
      tool: string,
      file: string,
      runs: (invocation: Invocation) => boolean,
      ...moves: readonly string[]
    ): readonly SuiteCandidate[] => {
      const cwd = folderOf(file);
      const size = tests.below('jvm', cwd);
      if (size === 0) return [];
      const command = `${files.has(inFolder(cwd, wrapper)) ? `./${wrapper}` : tool} test`;
      return [
        { id, command, cwd, evidence: [{ file }], size, usual: true, runs, place: (each) => placeOf(each, moves) },
      ];
    };
    const poms = outermost(files, named('pom.xml'), ['pom.xml']);
    const builds = outermost(files, named(...gradleFiles), gradleFiles);
    const oneEach = builds.filter(
      (path) => gradleFiles.find((name) => files.has(inFolder(folderOf(path), name))) === baseName(path),
    );
    return [
      ...poms.flatMap((path) => suite('maven', 'mvnw', 'mvn', path, runsMaven, '-f', '--file')),
      ...oneEach.flatMap((path) => [
        ...suite('gradle', 'gradlew', 'gradle', path, runsGradle, '-p', '--project-dir'),
        ...furtherTasks(context, path),
      ]),
    ];
  },
};

/** Test tasks beside `test` that the outermost build declares: `tasks.register('integration', Test)`, a suite of its own. */
function furtherTasks({ files, named }: SuiteContext, file: string): readonly SuiteCandidate[] {
  const cwd = folderOf(file);
  const wrapper = files.has(inFolder(cwd, 'gradlew')) ? './gradlew' : 'gradle';
  // A task that a project of the build declares is run by its name from the root.
  const scripts = named('build.gradle', 'build.gradle.kts').filter(
    (path) => isWithin(folderOf(path), cwd) && roleOf(path) === undefined,
  );
  const isUsual = runByLibrary(files) ? byLibrary : usualTask;
  return scripts.flatMap((script) =>
    (files.text(script) ?? '').split('\n').flatMap((line, index, lines): readonly SuiteCandidate[] => {
      const other = execTask.exec(line)?.slice(1).join('') ?? '';
      const isOther = ofTests.test(other);
      const name = testTask.exec(line)?.slice(1).join('') ?? (isOther ? other : '');
      if (name === '' || name === 'test' || makesFiles.test(name)) return [];
      return [
        {
          id: 'gradle',
          command: `${wrapper} ${name}`,
          cwd,
          evidence: [{ file: script, line: index + 1 }],
          size: 0,
          usual:
            !isOther &&
            (isUsual.test(name) || usualSources.test(lines.slice(index + 1, index + TASK_LINES).join('\n'))),
          slow: true,
          runs: ({ program, args }) =>
            /^gradlew?$/u.test(program) &&
            args.some((arg, at) => args[at - 1] !== '-x' && arg.replace(/^.*:/u, '') === name),
          place: (each) => placeOf(each, ['-p', '--project-dir']),
        },
      ];
    }),
  );
}

const usualTask = /integration|component|contract|unit/iu;
/** The tasks that such libraries run, where a build has them. */
const byLibrary = /^(?:run)?(?:integration|component|contract|unit|smoke|functional)(?:Tests?)?$/iu;

/** What such a task runs, whatever its own name. */
const usualSources = /^[^}]*\bsourceSets\.(?:integration|component)\w*\./iu;
const TASK_LINES = 8;

/** Whether a Jenkins pipeline leaves its stages to a shared library, which runs the tasks by their usual names. */
export function runByLibrary(files: WorkspaceFiles): boolean {
  return files
    .matching(/^Jenkinsfile/u)
    .some(
      (path) =>
        (files.text(path) ?? '').includes('@Library(') && /^\s*with\w*Pipeline\s*\(/mu.test(files.text(path) ?? ''),
    );
}

/** A task that uses the test runner to write something, such as the descriptions of an interface. */
const makesFiles = /^(?:build|create|export|generate|publish|record|update|write)[A-Z]/u;

/** Groovy's and Kotlin's ways to declare a task of the type `Test`, or a suite of the JVM test suite plugin. */
const testTask =
  /^\s*(?:task\s+(\w+)\s*\(\s*type:\s*Test\b|(?:task|tasks\.register|tasks\.create)\s*\(?\s*["'](\w+)["']\s*,\s*(?:type:\s*)?Test\b|(?:tasks\.(?:register|create)\s*<\s*Test|(?:suites\.)?register\s*<\s*JvmTestSuite)\s*>\s*\(\s*["'](\w+)["']|(?:val\s+)?(\w+)\s+by\s+(?:tasks\.)?registering\s*\(\s*(?:Test|JvmTestSuite)::class|(\w+)\s*\(\s*JvmTestSuite\s*\))/u;

/** A task that hands its tests to a program of another kind; only its name says that it tests something. */
const execTask =
  /^\s*(?:task\s+(\w+)\s*\(\s*type:\s*Exec\b|(?:task|tasks\.register|tasks\.create)\s*\(?\s*["'](\w+)["']\s*,\s*(?:type:\s*)?Exec\b|tasks\.(?:register|create)\s*<\s*Exec\s*>\s*\(\s*["'](\w+)["']|(?:val\s+)?(\w+)\s+by\s+(?:tasks\.)?registering\s*\(\s*Exec::class)/u;
const ofTests = /^(?:run)?(?:e2e|endToEnd|acceptance|integration|smoke|functional|system|ui|browser)(?:Tests?)?$/iu;

function outermost(files: WorkspaceFiles, paths: readonly string[], names: readonly string[]): readonly string[] {
  return paths.filter(
    (path) =>
      !ancestorsOf(folderOf(path))
        .slice(1)
        .some((folder) => names.some((name) => files.has(inFolder(folder, name)))),
  );
}

/** `../gradlew` and `-p` run another folder's build; a file stands for its folder. */
function placeOf(invocation: Invocation, moves: readonly string[]): string | undefined {
  const told = optionValue(invocation.args, ...moves);
  if (told !== undefined) return movedBy(invocation, /\.(?:xml|gradle|kts)$/u.test(told) ? folderOf(told) : told);
  const [program = ''] = invocation.words;
  return program.includes('/') && !program.startsWith('/') ? movedBy(invocation, folderOf(program)) : invocation.cwd;
}

function runsMaven({ program, args }: Invocation): boolean {
  if (!/^mvn(?:w|d)?$/u.test(program)) return false;
  if (args.some((arg) => /^-D(?:skipTests|maven\.test\.skip)(?:=true)?$/u.test(arg))) return false;
  return args.some((arg) => /^(?:test|verify|install|package|integration-test|deploy)$/u.test(arg));
}

function runsGradle({ program, args }: Invocation): boolean {
  if (!/^gradlew?$/u.test(program)) return false;
  if (args.some((arg, index) => arg === '-x' && /(?:^|:)(?:test|check)$/u.test(args[index + 1] ?? ''))) return false;
  return args.some(
    (arg, index) =>
      args[index - 1] !== '-x' &&
      /(?:^|:)(?:test|check|build|allTests|[a-z]\w*Tests?|test[A-Z]\w*UnitTest|jacoco\w*|koverXmlReport|ci)$/u.test(
        arg,
      ),
  );
}
