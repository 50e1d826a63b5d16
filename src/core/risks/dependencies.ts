import { baseName, isForeign, roleOf } from '../facts/paths';
import type { DependencyChange } from '../facts/schema';
import type { DockerInstruction } from '../facts/formats/dockerfile';
import { dockerChanges, type DockerChange } from './code/dockerChanges';
import { isForOthers } from './code/forOthers';
import type { RiskInput, RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Frameworks and drivers that most requests go through: a break in them shows everywhere at once. */
const central =
  /^(?:next|nuxt|react|react-dom|vue|svelte|@angular\/core|express|fastify|koa|@nestjs\/core|@prisma\/client|prisma|typeorm|sequelize|knex|pg|mysql2|mongoose|ioredis|redis|bullmq|django|flask|fastapi|starlette|pydantic|sqlalchemy|celery|psycopg2?(?:-binary)?|uvicorn|gunicorn|rails|activerecord|sidekiq|puma|laravel\/framework|symfony\/.*|doctrine\/orm|org\.springframework.*|org\.hibernate.*|io\.ktor.*|phoenix|ecto(?:_sql)?|actix-web|axum|tokio|diesel|sqlx|.*\/(?:gin|echo|fiber|chi|pgx|gorm)(?:\/v\d+)?|Microsoft\.EntityFrameworkCore.*|Microsoft\.AspNetCore.*)$/iu;

/** What tests, checks or builds the service and never runs with it, whatever list it is declared in. */
const tooling =
  /^(?:@types\/.*|@?(?:babel-)?jest\b.*|ts-jest|@babel\/.*|babel-.*|vitest|@vitest\/.*|mocha|chai|sinon|cypress|playwright|@playwright\/.*|@testing-library\/.*|eslint.*|@eslint\/.*|@typescript-eslint\/.*|prettier.*|stylelint.*|husky|lint-staged|typescript|nodemon|concurrently|webpack.*|@storybook\/.*|setuptools|wheel|pip|pip-tools|tox|pytest.*|black|isort|flake8|mypy|ruff|coverage|rubocop.*|rspec.*|capybara|minitest.*|junit.*|org\.junit.*|org\.mockito.*|org\.testcontainers.*|org\.assertj.*|io\.mockk.*|phpunit\/.*|phpstan\/.*|larastan\/.*|xunit.*|Microsoft\.NET\.Test\.Sdk|coverlet\..*|NSubstitute|AutoFixture.*|mockall|criterion|credo|dialyxir|ex_doc|.*\/testify)$/iu;

/** Direct dependencies of the running service that move to another major version, all in one risk. */
export const majorDependencyBump: RiskRule = {
  id: 'major-dependency-bump',
  dimension: 'dependencies',
  find: ({ facts }) => {
    const bumps = facts.dependencies.filter(
      (each) =>
        each.major === true &&
        each.development !== true &&
        !isRoutine(each) &&
        !tooling.test(each.name) &&
        each.evidence.some(({ file }) => isOurs(file)),
    );
    const ordered = [...bumps].sort((a, b) => Number(central.test(b.name)) - Number(central.test(a.name)));
    const [first] = ordered;
    if (first === undefined) return [];
    const core = ordered.filter(({ name }) => central.test(name));
    const said = [...new Set(ordered.map(moveOf))];
    return [
      {
        issue: `${count(said.length, 'dependency moves', 'dependencies move')} to a version that may break its users: ${listed(said)}.`,
        evidence: inOrder(ordered.flatMap(({ evidence }) => evidence)),
        trigger: `Code relies on behaviour that ${first.name} changed.`,
        impact: core.length > 0 ? 4 : 3,
        impactWhy:
          core[0] === undefined
            ? `only the paths that use ${first.name} can break`
            : `nearly every request goes through ${core[0].name}`,
        probability: Math.min(3, 1 + said.length),
        probabilityWhy: `a major number announces breaks${said.length === 1 ? '' : `, ${String(said.length)} of them at once`}; tests catch those they cover`,
        fails: `Whatever uses ${listed(
          ordered.map(({ name }) => name),
          2,
        )}; some failures show only under production load or data.`,
        detect: 'Error rate of the new version against the baseline from the first traffic on.',
        recover: 'Redeploy the recorded artifact: it carries the old versions.',
        monitor: `Errors whose stack names ${listed(
          ordered.map(({ name }) => name),
          2,
        )}.`,
        mitigation: `Read the release notes of ${listed(
          ordered.map(({ name }) => name),
          3,
        )} for breaking changes and test the paths that use ${said.length === 1 ? 'it' : 'them'}.`,
      },
    ];
  },
};

function moveOf({ name, from, to }: DependencyChange): string {
  return `${name} ${from ?? '?'} → ${to ?? '?'}`;
}

/**
 * Moves between versions below 1.0 where the ecosystem does not treat them as breaking: npm and Cargo do (a caret stops at
 * them), Go modules and Python packages below 1.0 move so with every release.
 */
function isRoutine({ ecosystem, from, to }: DependencyChange): boolean {
  const isZero = (version = ''): boolean => /^\D*0\./u.test(version);
  return ecosystem !== 'npm' && ecosystem !== 'cargo' && isZero(from) && isZero(to);
}

function isOurs(file: string): boolean {
  return !isForeign(file) && roleOf(file) === undefined;
}

/** The base image of the service moves to another major version of its runtime. */
export const runtimeUpgrade: RiskRule = {
  id: 'runtime-upgrade',
  dimension: 'dependencies',
  find: (input) => {
    const moves = baseImages(input).flatMap(({ words, before, place }) => {
      if (isForOthers(input.facts, place.file)) return [];
      // An image that nothing is put into is somebody else's software, named in a file so that bots keep it up to date.
      const carries = (input.files.dockerfile(place.file) ?? []).some(({ keyword }) =>
        /^(?:COPY|ADD|RUN)$/u.test(keyword),
      );
      if (!carries) return [];
      const now = imageOf(words[0] ?? '');
      const old = before.map((each) => imageOf(each[0] ?? '')).find(({ name }) => name === now.name);
      if (old?.version === undefined || now.version === undefined || old.version === now.version) return [];
      return [{ text: `${now.name} ${old.version} → ${now.version}`, name: now.name, place }];
    });
    const [first] = moves;
    if (first === undefined) return [];
    const compiles = /(?:^|\/)(?:golang|rust|maven|gradle)$/u.test(first.name);
    return [
      {
        issue: `The image is built on another version of its base: ${listed(moves.map(({ text }) => text))}.`,
        evidence: inOrder(moves.map(({ place }) => place)),
        trigger: compiles
          ? 'The compiler or the standard library that it builds in differs: TLS, time zones, parsing, memory.'
          : 'A native module, certificate, time zone, memory default or system library differs.',
        impact: 4,
        impactWhy: `all code of the service ${compiles ? 'is built with' : 'runs on'} ${first.name}, so a difference shows everywhere`,
        probability: 2,
        probabilityWhy:
          'tests usually run on the new base as well; what only production has (TLS peers, memory limits) they do not see',
        fails: 'Start, outbound TLS, or memory use of the new version.',
        detect: 'Restarts and outbound errors of the new version in Stage 1 and with the first traffic.',
        recover: 'Redeploy the recorded artifact: it carries the old base.',
        monitor: 'Memory, restarts and outbound errors, per version.',
        mitigation: 'Ship the base image apart from the feature, so that a regression has one cause.',
      },
    ];
  },
};

/**
 * Base images on changed lines, also where the line that changed is the default of an argument that they are named with
 * (https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact).
 */
function baseImages(input: RiskInput): readonly Pick<DockerChange, 'words' | 'before' | 'place'>[] {
  const { files, before, facts } = input;
  const throughArguments = dockerChanges(input, 'ARG').flatMap(({ words: [argument = ''], place }) => {
    const value = argument.slice(argument.indexOf('=') + 1).replace(/["']/gu, '');
    const former = facts.release.files.find(({ path }) => path === place.file)?.from ?? place.file;
    const named = (instructions: readonly DockerInstruction[]): readonly (readonly string[])[] =>
      instructions
        .filter(({ keyword, words: [image = ''] }) => keyword === 'FROM' && image.includes('$'))
        .map(({ words: [image = ''] }) => [withArguments(image, instructions)]);
    const old = named(before.dockerfile(former) ?? []);
    return named(files.dockerfile(place.file) ?? [])
      .filter(([image = '']) => value !== '' && image.includes(value))
      .map((words) => ({ words, before: old, place }));
  });
  return [...dockerChanges(input, 'FROM'), ...throughArguments];
}

function withArguments(image: string, instructions: readonly DockerInstruction[]): string {
  const defaults = new Map(
    instructions.flatMap(({ keyword, words: [argument = ''] }) => {
      const at = argument.indexOf('=');
      return keyword !== 'ARG' || at < 0
        ? []
        : [[argument.slice(0, at), argument.slice(at + 1).replace(/["']/gu, '')] as const];
    }),
  );
  // A default may be made of another one.
  const filled = (text: string): string =>
    text.replace(
      /\$(?:(\w+)|\{(\w+)(?::-[^}]*)?\})/gu,
      (all, bare?: string, braced?: string) => defaults.get(bare ?? braced ?? '') ?? all,
    );
  return filled(filled(image));
}

/** Name and the number that announces breaks: `node` and `22` of `node:22.3-alpine`; Python and Go count minors. */
function imageOf(reference: string): { readonly name: string; readonly version: string | undefined } {
  const bare = reference.replace(/@sha256:.*$/u, '');
  const colon = bare.lastIndexOf(':');
  if (colon <= bare.lastIndexOf('/')) return { name: bare, version: undefined };
  const name = bare.slice(0, colon);
  const minors =
    /(?:^|[/-])(?:python|golang|ruby|php|rust|alpine|elixir|ubuntu|dotnet\/\w+)(?:-(?:base|builder))?$/u.test(name);
  const found = /^v?(\d+)(?:\.(\d+))?/u.exec(bare.slice(colon + 1));
  const version =
    found === null ? undefined : minors && found[2] !== undefined ? `${found[1] ?? ''}.${found[2]}` : found[1];
  return { name, version };
}

/** A lock file that changes although nobody asked for other versions. */
export const unaskedLockChange: RiskRule = {
  id: 'unasked-lock-change',
  dimension: 'dependencies',
  find: ({ facts: { lockFiles, release } }) => {
    // A project of .NET takes over the references of the projects it builds on: another one's manifest may have asked.
    const asked = (file: string): boolean =>
      baseName(file) === 'packages.lock.json' &&
      release.files.some(({ path }) => /\.(?:cs|fs|vb)proj$|(?:^|\/)Directory\.\w+\.props$/u.test(path));
    const drifted = lockFiles.filter(
      ({ file, status, manifestChanged }) => status === 'modified' && !manifestChanged && isOurs(file) && !asked(file),
    );
    const lines = release.files
      .filter(({ path }) => drifted.some(({ file }) => file === path))
      .reduce((sum, { added }) => sum + added, 0);
    if (drifted.length === 0 || lines < 20) return [];
    const names = drifted.map(({ file }) => baseName(file));
    return [
      {
        issue: `${filesIn(drifted.map(({ file }) => ({ file })))} ${drifted.length === 1 ? 'changes' : 'change'} by ${String(lines)} lines and no manifest does: other versions are installed that nobody asked for by name.`,
        evidence: inOrder(drifted.map(({ file }) => ({ file, line: 1 }))),
        trigger: 'One of the transitive packages behaves differently.',
        impact: 3,
        impactWhy: 'code that nobody in this release changed may behave differently',
        probability: 1,
        probabilityWhy: `the ranges in the manifest allowed these versions; ${String(lines)} changed lines of ${listed(names)} hide which`,
        fails: 'Anything, with a stack trace that ends in a dependency.',
        detect: 'New error signatures of the new version from the first traffic on.',
        recover: 'Redeploy the recorded artifact: it carries the old versions.',
        monitor: 'Error signatures that the old version does not have.',
        mitigation: "List what moved (the lock file's diff) and read it as part of the review.",
      },
    ];
  },
};
