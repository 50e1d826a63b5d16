import { listAt } from '../../looseValue';
import { baseName, saysProduction } from '../../paths';
import type { Role } from '../../schema';
import { isProgramText } from '../../sources';
import { configRole } from '../configRole';
import { imageName } from '../kubernetes/image';
import { isDevelopersTool, isOthersSoftware } from '../othersSoftware';
import type { ComposeFile, ComposeService } from './composeFile';

const developmentCommand =
  /\b(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:dev|start:dev|watch|develop)\b|\b(?:nodemon|ts-node-dev|--reload|--watch|webpack-dev-server|vite(?!\s+preview)|air|dlv|reflex|watchexec|cargo\s+watch|dotnet\s+watch|guard|sleep\s+infinity|tail\s+-f\s+\/dev\/null|bin\/dev|hugo\s+server|jekyll\s+serve|mix\s+phx\.server|bootRun|spring-boot:run|jurassic)\b/u;
/** Servers that frameworks start for a developer, and some images for their users. */
const plainServer = /\b(?:runserver|flask\s+run|rails\s+s(?:erver)?|artisan\s+serve)\b/u;
const developmentValue = /^(?:dev|develop|development|local|test)$/iu;
const environmentKeys =
  /^(?:NODE_ENV|RAILS_ENV|RACK_ENV|APP_ENV|FLASK_ENV|MIX_ENV|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT|ENVIRONMENT|ENV|GO_ENV|SPRING_PROFILES_ACTIVE|SYMFONY_ENV|CI_ENVIRONMENT)$/u;
/** Ports under which dependencies listen: published, they are there for a developer's tools. */
const dependencyPort =
  /^(?:127\.0\.0\.1:)?\d*:?(?:5432|3306|6379|27017|9200|5672|15672|9092|2181|11211|1433|9000|8983|3310|4566)(?:\/tcp)?$/u;

/** A database that is built here, to have it as the service needs it. */
const databaseName = /^(?:db|database|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis)$/u;

/** A file that somebody tries the service out with. */
const tryingOut =
  /(?:^|[._-])(?:demo|quick[._-]?start|getting[._-]?started|one[._-]?shot|playground|sandbox|tryout|tutorial)(?=[._-])/iu;
/** A file that a pipeline runs checks with, or a person a debugger or what stands for others' services. */
const checking = /(?:^|[._-])(?:lint|linter|linting|format|formatting|checks?|debug|mocks?|fakes?|stubs?)(?=[._-])/iu;

/**
 * @param head the text of the file: its first comment may say what it is for.
 * Whether a Compose file runs the service for its users or for its developers: by its name, else by what it says.
 * Undefined when nothing speaks against a deployment.
 */
export function composeRole(compose: ComposeFile, files: readonly string[], head = ''): Role | undefined {
  const { file, services } = compose;
  const byPlace = configRole(file);
  if (byPlace !== undefined) return byPlace;
  if (saysProduction(baseName(file))) return undefined;
  if (tryingOut.test(baseName(file))) return 'example';
  if (checking.test(baseName(file))) return 'development';
  if (saysLocal(head)) return 'development';
  const own = services.filter((service) => !isDependency(service) && !isOptional(service));
  if (own.length === 0) return 'development';
  if (own.some((service) => isDevelopment(service, compose, files) || isOnlyForItsMachine(service)))
    return 'development';
  if (services.some(isEmulated)) return 'development';
  if (own.some(({ name }) => /^(?:mock|fake|stub)[-_]|[-_](?:mock|fake|stub)$/u.test(name))) return 'development';
  if (own.some((service) => isTested(service) && !isForUsers(service))) return 'development';
  // Built from a checkout beside this one: a developer's machine.
  if (own.some(({ context }) => context?.startsWith('..') === true && resolved(compose.folder, context) === undefined))
    return 'development';
  if (own.some(isForUsers)) return undefined;
  const forDevelopers =
    services.some(({ image }) => image !== undefined && isDevelopersTool(image)) ||
    services.some(({ environment }) => environment['GF_AUTH_ANONYMOUS_ORG_ROLE'] === 'Admin') ||
    services.some(isWithoutPassword) ||
    services.some(
      (service) =>
        (isDependency(service) || databaseName.test(service.name)) &&
        service.ports.some((port) => dependencyPort.test(port)),
    );
  return forDevelopers ? 'development' : undefined;
}

/** Whether the comment at the top says that the file is for developers. */
function saysLocal(text: string): boolean {
  const comment = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)+/u.exec(text)?.[0] ?? '';
  return /\b(?:for|in|during)\s+(?:local\s+)?(?:development|dev)\b|\blocally\b|\blocal\s+(?:development|testing|dev|use)\b|\bnot\s+(?:meant\s+|intended\s+|suitable\s+|use\b.*)?(?:for|in)\s+production\b/iu.test(
    comment,
  );
}

/** Software of others, run from its own image. */
export function isDependency({ image, context }: ComposeService): boolean {
  return context === undefined && image !== undefined && isOthersSoftware(image);
}

/**
 * A database that lets everybody in who reaches it: https://hub.docker.com/_/mysql (`MYSQL_ALLOW_EMPTY_PASSWORD`),
 * https://hub.docker.com/_/mariadb, https://hub.docker.com/_/postgres (`POSTGRES_HOST_AUTH_METHOD`: "not recommended").
 */
function isWithoutPassword({ environment }: ComposeService): boolean {
  const allowed = ['MYSQL_ALLOW_EMPTY_PASSWORD', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD'].some((key) =>
    /^(?:1|true|yes|on)$/iu.test(environment[key] ?? ''),
  );
  return allowed || environment['POSTGRES_HOST_AUTH_METHOD'] === 'trust';
}

/** Only started for a developer who asks for it. */
function isOptional({ profiles }: ComposeService): boolean {
  return (
    profiles.length > 0 &&
    profiles.every((profile) => /^(?:dev|develop|development|local|test|tests|e2e|debug|ci)$/iu.test(profile))
  );
}

/** Restarted by itself: run for somebody else. */
export function isForUsers({ restart, value }: ComposeService): boolean {
  if (restart !== undefined && /^(?:always|unless-stopped|any)$/u.test(restart)) return true;
  return typeof value === 'object' && value !== null && 'deploy' in value;
}

function isDevelopment(service: ComposeService, { folder }: ComposeFile, files: readonly string[]): boolean {
  const { command, environment, buildTarget, context, binds } = service;
  if (
    developmentCommand.test(command) ||
    (buildTarget !== undefined && /^(?:dev|develop|development|local|test)/iu.test(buildTarget))
  )
    return true;
  if (Object.values(environment).some((value) => debugging.test(value))) return true;
  if (!isForUsers(service) && leansOnHost(service)) return true;
  const stages = Object.entries(environment).flatMap(([key, value]) =>
    environmentKeys.test(key) ? [value.replace(/^\$\{\w+:?-(.*)\}$/u, '$1')] : [],
  );
  if (stages.some((stage) => developmentValue.test(stage))) return true;
  // In an image of one's own that says production, such a server is what its users get.
  if (plainServer.test(command) && (context !== undefined || !stages.some((stage) => /^prod/iu.test(stage))))
    return true;
  return binds.some(({ source, target }) => {
    if (context === undefined && isWholeFolder(source)) return isCode(target);
    if (isSetting(target)) return false;
    return isWholeFolder(source) || mountsSource(source, context, folder, files);
  });
}

const testing =
  /\b(?:py\.?test|jest|vitest|rspec|phpunit|playwright|cypress)\b|\b(?:npm|yarn|pnpm|make|go|cargo|mix|rake|gradlew?|mvnw?|dotnet)\s+(?:run\s+)?(?:test|check|verify)\b/u;

/** A run of tests, or an image that is tagged for them unless told otherwise. */
function isTested({ name, image = '', command }: ComposeService): boolean {
  return (
    /^(?:smoke|e2e|integration|unit|acceptance)[-_]?tests?(?:$|[-_])/iu.test(name) ||
    (/(?:^|[-_])tests?(?:$|[-_])/iu.test(name) && testing.test(command)) ||
    /:\$\{\w+:?-tests?\}$/u.test(image)
  );
}

/** What stands for others' services, and is called so where another file says what it runs. */
const standIn =
  /^(?:localstack(?:-pro)?|wiremock|moto|motoserver|mockserver|smocker|stripe-mock|oauth2-mock.*|mock-oauth2-server)$/u;

/** What stands for a cloud on a developer's machine, or reaches for it. https://cloud.google.com/sdk/gcloud/reference/beta/emulators */
function isEmulated({ name, image, environment }: ComposeService): boolean {
  return (
    /(?:^|[-_/])emulators?(?=$|[:@])/u.test(image ?? '') ||
    standIn.test(image === undefined ? name : imageName(image)) ||
    Object.keys(environment).some((key) => key.endsWith('_EMULATOR_HOST'))
  );
}

/** Whether the address that its users are told to come to is that of the machine itself, whatever the host says. */
function isOnlyForItsMachine({ command, environment }: ComposeService): boolean {
  const given = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  return [command, ...given].some((text) =>
    /(?:^|[_\s-])(?:external|public|ingress)(?:[_-]?(?:base|url|uri|host|address))*=https?:\/\/(?:localhost|127\.0\.0\.1)\b/iu.test(
      text,
    ),
  );
}

/** Options that make a program wait for a debugger. */
const debugging = /-agentlib:jdwp|-Xrunjdwp|--inspect(?:-brk)?\b/u;

/** Whether the service reaches others that run on the machine itself, as Docker Desktop lets it without being told. */
function leansOnHost({ environment, value }: ComposeService): boolean {
  return (
    listAt(value, 'extra_hosts').length === 0 &&
    Object.values(environment).some((each) => /\/\/host\.docker\.internal\b/u.test(each))
  );
}

function isWholeFolder(source: string): boolean {
  return /^(?:\.\/?|\.\.\/?|\$\{?PWD\}?\/?)$/u.test(source);
}

/** Where images expect settings, data and start scripts. */
function isSetting(target: string): boolean {
  return /^\/(?:etc|config|conf|data|docker-entrypoint[\w.-]*|scripts?|var\/lib|var\/log|tmp|backups?|logs?)(?:\/|:|$)/u.test(
    target,
  );
}

function isCode(target: string): boolean {
  return /^\/(?:app|code|src|usr\/src|var\/www|srv|workspace|home|opt)/u.test(target);
}

/** Whether the mounted folder is the build context or holds tracked program text. */
function mountsSource(source: string, context: string | undefined, folder: string, files: readonly string[]): boolean {
  const mounted = resolved(folder, source);
  if (mounted === undefined) return false;
  if (context !== undefined && mounted === resolved(folder, context)) return true;
  const prefix = mounted === '.' ? '' : `${mounted}/`;
  return files.some((path) => path.startsWith(prefix) && isProgramText(path));
}

/** The path relative to the planned folder; undefined when it leaves it or is absolute. */
export function resolved(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || path.startsWith('~') || path.includes('$')) return undefined;
  const parts = folder === '.' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
