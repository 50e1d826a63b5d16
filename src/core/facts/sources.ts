import { isForAssistants, isPutAside } from './paths';
import type { Role } from './schema';

const programExtensions: readonly string[] = [
  ...['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte', 'astro'],
  ...['py', 'rb', 'rake', 'ru', 'go', 'rs', 'java', 'kt', 'kts', 'scala', 'groovy', 'cs', 'fs', 'vb'],
  ...['php', 'ex', 'exs'],
];

/** Extensions of the files that hold code, or templates that call code. */
export const sourceExtensions: readonly string[] = [
  ...programExtensions,
  ...['ejs', 'jinja', 'jinja2', 'j2', 'html', 'erb', 'haml', 'slim', 'cshtml', 'razor', 'twig', 'eex', 'heex', 'leex'],
];

const programs = new Set(programExtensions);
const sources = new Set(sourceExtensions);

/** Whether a path is code, or a template that calls code, by its extension. */
export function isSource(path: string): boolean {
  return sources.has(extensionOf(path));
}

/** Whether a path is the code of a program by its extension: no page and no template. */
export function isProgramText(path: string): boolean {
  return programs.has(extensionOf(path));
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1 || path.length).toLowerCase();
}

const testFolder =
  /(?:^|\/)(?:tests?|[\w.-]*[._-]tests?|specs?|__tests?__|__mocks__|__fixtures__|fixtures?|testing|(?:[\w.-]*[_-])?test[_-]?(?:utils?|db|support|helpers?|harness)|testdata|(?:[\w.-]+[_-])?e2e(?:[_-][\w.-]+)?|cypress|playwright|bench|benches|benchmarks?|mocks?|\.vite|\.vitest|\.jest|\.storybook|stories|[\w.]*\.(?:Unit|Integration|Functional)?Tests?)\//iu;
const testName =
  /(?:^|\/)(?:test_[^/]*|tests|conftest|[^/]*(?:_test|_spec|\.test|\.tests|\.spec|\.stories|\.cy|\.e2e|[a-z\d](?:Tests?|Spec|IT)))\.[a-z]+$/u;
const exampleFolder =
  /(?:^|\/)(?:_?examples?|samples?|[\w.-]*[_-](?:examples?|samples?)|docs?|documentation|website|tutorials?|demos?|code[_-]?(?:help|snippets?))\//iu;

const railsCode = /(?:^|\/)app\/(?:controllers|jobs|services|views)\/(?:[\w-]+\/)*testing\/[^/]+\.(?:rb|erb)$/u;

/** Source sets of Gradle: `src/integrationTest`, `src/testFixtures`. https://docs.gradle.org/current/userguide/java_testing.html */
const testSources = /(?:^|\/)src\/(?:[a-z]+Tests?|test[A-Z]\w*|cftlib|aat)\//u;

/** What the place of a source file says about it: tests are development, samples are examples. */
export function sourceRole(path: string): Role | undefined {
  // A controller of Rails may serve tests, and is deployed.
  const isTest = testFolder.test(path) && !railsCode.test(path);
  if (isTest || testSources.test(path) || testName.test(path)) return 'development';
  return exampleFolder.test(path) || isPutAside(path) ? 'example' : undefined;
}

const ofContributors =
  /(?:^|\/)settings\/(?:dev\w*|local|tests?|ci)\.py$|(?:^|\/)config\/environments\/(?:development|test)\.rb$|(?:^|\/)config\/(?:dev|test)\.exs$|(?:^|\/)application-(?:local|dev|test)\w*\.(?:ya?ml|properties)$/u;

/** Settings of the machines of contributors and of tests, as frameworks name them. */
export function isForContributors(path: string): boolean {
  return ofContributors.test(path) || testSources.test(path);
}

/** Migrations and seeds: what they read, they read when they are applied, and not when the service runs. */
export function isMigration(path: string): boolean {
  return /(?:^|\/)(?:db\/(?:post_)?migrate|\w*migrations)\/\d|(?:^|\/)(?:db|repo|prisma|database)\/seeds?(?:\/|\.\w+$)/u.test(
    path,
  );
}

/** Code of others, generated code and scripts of coding assistants: nothing in it is a fact about this service. */
export function isForeignSource(path: string): boolean {
  // Settings of what others wrote are the service's own.
  return (
    isForAssistants(path) ||
    /(?:^|\/)(?:node_modules|bower_components|vendor|(?<!(?:^|\/)(?:settings|config)\/)third[_-]party|dist|build|\.next|\.yarn|public\/assets)\/|\.min\.js$/u.test(
      path,
    )
  );
}

/** Line numbers, from 1, of offsets in one text. Made once per text, asked in logarithmic time. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** How long a comment of many lines is looked for, in UTF-16 code units. */
const COMMENT_LIMIT = 4000;

/** Whether the line that holds `offset` is a comment by its first characters, or stands in one that a line above begins. */
export function isCommentedOut(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (/^\s*(?:\/\/|#(?!\[)|\*|\/\*|--|<!--|;|iex(?:\(\d+\))?>|>>>\s)/u.test(text.slice(start, offset))) return true;
  const before = text.slice(Math.max(0, start - COMMENT_LIMIT), offset);
  const opened = before.lastIndexOf('/*');
  if (opened < 0 || before.includes('*/', opened + 2)) return false;
  return before.slice(before.lastIndexOf('\n', opened) + 1, opened).trim() === '';
}

/** Whether `offset` stands in a text of Python that goes over lines, as its documentation does. */
export function isInLongText(path: string, text: string, offset: number): boolean {
  return path.endsWith('.py') && text.slice(0, offset).split('"""').length % 2 === 0;
}

/** Build, test and release scripts: what they read decides how the program is made. */
export function isBuildFile(path: string): boolean {
  return (
    // Cargo's `src/bin` holds programs of the service.
    /(?:^|\/)mix\.exs$|^project\/[\w.-]+\.(?:scala|sbt)$/u.test(path) ||
    /(?:^|\/)(?:scripts?|tools?|(?<!src\/)bin|ci|\.github|\.circleci|build|hack|tasks|buildSrc)\//u.test(path) ||
    /(?:^|\/)(?:webpack|vite|vitest|jest|rollup|esbuild|babel|gulpfile|gruntfile|craco|playwright|cypress|karma|eslint|prettier|tailwind|postcss|turbo|build|settings)(?:[.-][\w-]+)*\.(?:config\.)?(?:[mc]?[jt]s|gradle|gradle\.kts)$/iu.test(
      path,
    )
  );
}

/** Whether a path is the service's own code, as it runs: no tests, no migrations, nothing of a build and nothing of others. */
export function isServiceSource(path: string): boolean {
  return (
    isSource(path) &&
    !isForeignSource(path) &&
    !isBuildFile(path) &&
    !isMigration(path) &&
    sourceRole(path) === undefined
  );
}
