import { environmentReads, isSpringConfiguration, isSymfonyConfiguration } from '../config/environmentReads';
import type { Evidence, FlagFinding, Patches } from '../schema';
import {
  isBuildFile,
  isCommentedOut,
  isForContributors,
  isForeignSource,
  isMigration,
  isSource,
  lineFinder,
  sourceRole,
} from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import {
  comparedLater,
  fallsBack,
  fallsBackToBoolean,
  fallsBackToTrue,
  holdsBoolean,
  holdsText,
  isAsked,
  isOfTests,
  readsBoolean,
} from './booleanReads';
import { composedKeys, keyComposers } from './composedKeys';
import { dotnetOptions, optionTexts } from './dotnetOptions';
import { switchMakers } from './environmentObjects';
import { nodeConfigSwitches } from './nodeConfig';
import { offValue } from './offValue';
import { rubyConfigSwitches } from './rubyConfig';
import {
  dotnetSwitches,
  propertiesFromKeys,
  propertySwitchTexts,
  springSwitches,
  viperEnvironment,
  viperSwitches,
  wordsOf,
} from './propertySwitches';

/** Parts of names that say on or off, as a text search finds them. */
export const environmentFlagTexts: readonly string[] = [
  ...['FEATURE_', 'ENABLE_', '_ENABLED', '_FEATURE', 'FF_', 'FLAG_', 'DISABLE_', '_DISABLED', 'ACTIVATE_', '_ENABLED_'],
  ...['USE_', 'ALLOW_', 'SHOW_', 'HIDE_', 'SKIP_', 'BYPASS_', 'BLOCK_', 'SEND_'],
  // Fields of settings that Python and Rust fill from the environment are named in small letters.
  ...[
    'convict(',
    ': bool = Field(',
    '_enabled: bool',
    '_enable: bool',
    'enable_',
    'feature_',
    'disable_',
    '_disabled: bool',
  ],
  // Whatever the key is called, such code takes its value for on or off.
  ...[
    '== "true"',
    "== 'true'",
    '== "True"',
    "== 'True'",
    "!= 'true'",
    '!= "true"',
    '(bool) env(',
    'bool(int(',
    'envconfig:"',
    '_MODE',
    ...["env('", 'ENV.fetch(', 'os.getenv(', 'environ.get(', '.toBoolean', 'parse::<bool>', 'FILTER_VALIDATE_BOOL'],
    ...["?? 'false'", '?? "false"', "|| 'false'", '|| "false"', "?? 'true'", '?? "true"', "|| 'true'", '|| "true"'],
    ...[
      '.includes(process.env',
      'ool(process.env',
      'oolean(process.env',
      'Boolean.new.cast(',
      'bool.Parse(Env',
      ':upper>]',
    ],
    ...['enum(["true"', "enum(['true'", 'in ["true"', 'in ~w(true', 'in ["1"', 'in ~w(1'],
    ...['if ENV[', 'unless ENV[', '|| ENV[', '&& ENV[', 'is_nil(System.get_env(', 'if os.getenv(', 'if (process.env.'],
    ...['get_bool(', 'parse_bool', 'env($this->value)', 'env = "', 'long, env', '(env, '],
    // What makes switches of the project's own, and what those ask.
    ...['ewFlag(', 'ewFeature(', 'ewToggle(', 'egisterFeature(', 'egisterFlag(', 'process.env[name]'],
    ...['os.Getenv(', 'os.LookupEnv('],
    ...propertySwitchTexts,
    ...optionTexts,
  ],
];

const onOff =
  /^(?:(?:[A-Z0-9]+_){0,4}?(?:FEATURES?|FF|FEATURE_FLAGS?|FLAG|ENABLE|ACTIVATE|DISABLE)_[A-Z0-9_]+|[A-Z][A-Z0-9_]*_(?:ENABLED|ENABLE|DISABLED|FEATURE|FEATURE_FLAG|FEATURE_ENABLED))$/u;
/** Such words ask for something too, as far as the code around the read tells that the value is on or off. */
const onOffWhereRead =
  /^(?:[A-Z0-9]+_){0,3}?(?:USE|ALLOW|SHOW|HIDE|SKIP|BYPASS|BLOCK|SEND)_[A-Z0-9_]+$|^(?:NEXT_PUBLIC_|VITE_|REACT_APP_)?(?:SERVE|EXPORT|HOLD|ENFORCE|DISPLAY|RENDER|COLLECT|SUPPRESS|PREVENT|RESTRICT|FORCE|INCLUDE|PUBLISH|REQUIRE)_[A-Z0-9_]+$|^[A-Z][A-Z0-9_]*_ENABLED_[A-Z0-9_]+$/u;
/** What is called a feature is one, even of testing. */
const named = /^(?:FEATURES?|FF|FEATURE_FLAGS?)_/u;
/** What every operator knows for a switch. */
const maintenance = /(?:^|_)MAINTENANCE_MODE$/u;
/** Those that choose how the machines are reached, and what contributors work with. */
const reaching =
  /(?:^|_)(?:CORS|COOKIE|DB|DATABASE|SQLALCHEMY|POSTGRES\w*|MYSQL|SQLITE|REDIS|KAFKA|SMTP|AWS|S3|MINIO|PROXY|DOCKER|HTTPS?|IPV?\d|IP_V\d|MOCKS?|MOCKED|LOCALLY|LOCALSTACK|SKIP_VERIFY|DEV|DEVEL|EMULATORS?|TZ|I18N|L10N|POLLING|WATCH)(?:_|$)|(?:^|^IS_|^RUN_|USE_|ENABLE_)LOCAL_|_LOCAL$/u;
/** Those that tell where the program runs, and how it guards what it sends. */
const placing =
  /(?:^|_)(?:IS|PROD|PRODUCTION|DEVELOPMENT|STAGING|ENCRYPT|SECURE|INSECURE|(?<!(?:SIGN_?UPS?|REGISTRATIONS?|E?MAILS?|ON)_)VERIFY|UNAUTHORIZED|IGNORE|MSSQL|ANALYZE|VALIDATION|HEADLESS|PRETTY|DRY_RUN|HSTS|ATOMIC|WHITENOISE|RELOAD|GUNICORN|UVICORN|DAEMON|QUIET|STANDALONE|SYNCHRONIZE|OFFLINE|RUN_MAIN)(?:_|$)/u;
/** A key that turns something off by being on. */
const negative = /(?:^|_)DISABLE_|_DISABLED$/u;
/** Whether what comes new with such a key is the thing or its absence is not told. */
const eitherWay = /(?:^|_)(?:HIDE|SKIP|BYPASS|BLOCK)_/u;
/** Such a name asks to turn on what it names, however many of it there are: `ENABLE_EMAILS`. */
const asking = /(?:^|_)(?:ENABLE|ACTIVATE|DISABLE)_/u;
const countable = /_(?:EMAILS?|DOMAINS?|PROVIDERS?|REGIONS?|ROLES?|USERS?|GROUPS?|TYPES?|NAMES?|ORIGINS?|STORE|IDS)$/u;
/** Such a key holds a value, not on or off. */
const valued =
  /_(?:URLS?|URI|DSN|KEYS?|PATH|HOSTS?|PORT|DIR|TOKEN|IDS?|NAMES?|TIMEOUT|SECONDS|MS|MINUTES|HOURS|DAYS|LIMIT|INTERVAL|SIZE|FILE|LIST|SECRET|VERSION|ENDPOINT|TTL|PERCENT(?:AGE)?|COUNT|THREADS|WORKERS|AFTER|EMAILS?|PREFIX|PASSWORD|DOMAINS?|PROVIDERS?|LEVEL|MODE|FORMAT|REGIONS?|SERVICE|SERVICE_NAME|STORE|MAX_?\w*|MIN_?\w*|AGE|CONTENTS?|ACCOUNTS?|RATE|RATIO|THRESHOLD|POLICY|PARAMS?|DURATION|DELAY|PROXIES|ENV|OVERRIDES?|PAT|STARTTLS\w*|TYPES?|ROLES?|USERS?|GROUPS?|ORIGINS?|START|END|FROM|UNTIL|SINCE|DATE|TIME)$/u;
/** Switches of tools, runtimes, agents and diagnostics: they change how the program is built or watched, not what it does. */
const tooling =
  /(?:^|_)(?:DEBUG|ASSERTS|DEBUGGER|DEBUGPY|DDT|TOOLBAR|(?<!AUDIT_)LOGS?|LOGGING|(?<!ACTIVITY_|AUDIT_)LOGGERS?|VERBOSE|TRACE|TRACING|PROFILER|PROFILING|CI|TEST|TESTS|TESTING|E2E|LINT|COVERAGE|SOURCEMAPS?|HOT_RELOAD|HMR|DEVTOOLS?|STORYBOOK|BENCHMARK|COLOR|MINIFY|ESLINT|SPRING|BOOTSNAP|HUSKY|ENVIRONMENT_CHECK|ENV_VALIDATION|TELEMETRY|CRASH_REPORTING|SSL|TLS|METRICS|STATS|SENTRY|SKYLIGHT|PROMETHEUS|OTEL|STATSD|APM)(?:_|$)|^(?:GITHUB_ACTIONS$|CODEX_|TF_BUILD$|CGO_|CLOWDER_|COREPACK_|NEXT_TELEMETRY|NX_|TURBO_|DOCKER_|BUILDKIT|PYTHON|PIP_|POETRY_|NPM_|YARN_|PNPM_|NODE_|CARGO_|RUST_|RUBY|RAILS_|GO(?:PROXY|FLAGS|111)|JAVA_|GRADLE_|MAVEN_|DD_|NEW_RELIC_|ELASTIC_APM_|SPRING_|MANAGEMENT_|QUARKUS_|MICRONAUT_|ASPNETCORE_|DOTNET_|VITEST|JEST|PLAYWRIGHT|CYPRESS|WEBPACK|BABEL|ESLINT|CHROMATIC|CLOCKWORK_|DEBUGBAR_|TELESCOPE_|PULSE_|XDEBUG_|IGNITION_|SILK_|VERCEL_|NETLIFY_|HEROKU_|AWS_XRAY|PW_)/u;

/** Such a name asks for something to be done: `ENFORCE_MAX_ITEMS`. */
const doing = /(?:^|_)(?:ENFORCE|LIMIT|CHECK|NOTIFY|REQUIRE|ALLOW|SHOW|SEND|SKIP|KEEP|COLLECT)_/u;
/** The same, whatever it falls back to: `SSO_AUTO_CONFIRM_EMAIL`. */
const asksAnyway = /(?:^|_)(?:AUTO|REMOVE)_|_(?:DARK|STRICT|SAFE)_MODE$/u;
/** What a key of such a name holds may be false where there is none. */
const thing =
  /_(?:DN|PASS|SERVERS?|COMMAND|BINARY|CERT|THEME|TENANT|CHANNEL|DRIVER|BUCKET|TEMPLATE|LOCALE|LANG|LANGUAGE|TITLE|TEXT|COLOU?R|LOGO|CLIENT|ADDRESS|REGEX|PATTERN|TAG|ALIAS|CODE)$/u;
/** Such a key holds a number, whatever it is compared with. */
const numbered =
  /(?:^|_)(?:INDEX|ID|NR|NO|NUM|NUMBER|ORDINAL|INSTANCES?|SHARDS?|REPLICAS?|RANK|SLOT|NODES?|TOTAL|WORKERS?|PROCESS(?:ES)?)$/u;
const EVIDENCE_LIMIT = 10;
/** Samples of how a key is set name it without reading it. */
const FILE_LIMIT = 4000;

/** Whether a key's name says that its value is on or off and changes what the service does. */
export function isOnOffKey(key: string): boolean {
  const holdsValue = valued.test(key) && !(asking.test(key) && countable.test(key));
  return (onOff.test(key) && !holdsValue && (!tooling.test(key) || named.test(key))) || maintenance.test(key);
}

/**
 * Settings that Laravel and its packages publish into a service.
 * https://github.com/laravel/framework/tree/12.x/config
 */
function isFrameworkSettings(path: string): boolean {
  return /(?:^|\/)config\/(?:auth|broadcasting|cache|concurrency|cors|database|debugbar|dompdf|excel|filesystems|fortify|hashing|horizon|ide-helper|ignition|image|jetstream|l5-swagger|livewire|logging|mail|octane|passport|permission|pulse|queue|reverb|sanctum|scout|sentry|session|telescope|tinker|trustedproxy|view)\.php$/u.test(
    path,
  );
}

/** Whether a key may be a switch by nothing but what the code around its read says. */
function mayBeSaid(key: string): boolean {
  return (
    /[A-Z\d]_[A-Z\d]/u.test(key) &&
    !key.endsWith('_') &&
    !tooling.test(key) &&
    !reaching.test(key) &&
    !placing.test(key)
  );
}

/** Whether a key asks for something by a word that says on or off only where its value is read as such. */
function maySwitch(key: string): boolean {
  return onOffWhereRead.test(key) && !tooling.test(key) && !reaching.test(key);
}

/** Whether a key's name says that it holds a value. What there is many of may be meant as a whole: `BLOCK_OLD_USERS`. */
function holdsValue(key: string): boolean {
  return (valued.test(key) && !countable.test(key)) || thing.test(key);
}

/** A place that reads a key, with the value that it takes for off where the code tells. */
interface FoundRead {
  readonly key: string;
  readonly offset: number;
  readonly off: string | undefined;
}

/** Settings of a service's own flags, which Ruby fills from the environment: `on: <%= ENV.fetch("NEW_CART", false) %>`. */
export function isFlagSettings(path: string): boolean {
  return /(?:^|\/)config\/(?:feature[_-]?)?(?:flags|features|toggles)\.ya?ml$/u.test(path);
}

/** Texts of the service's own code and of what its framework fills from the environment. */
function ownSources(files: WorkspaceFiles): readonly { readonly path: string; readonly text: string }[] {
  return files.loaded.flatMap((path) => {
    const fills = isSpringConfiguration(path) || isSymfonyConfiguration(path) || isFlagSettings(path);
    if (!isSource(path) && !fills) return [];
    if (isForeignSource(path) || sourceRole(path) !== undefined || isBuildFile(path)) return [];
    if (isForContributors(path) || isMigration(path)) return [];
    const text = files.text(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/**
 * On/off environment values that the service's own code reads at start, one finding per key. Such a flag flips only with
 * a restart. A key that only tests, samples or settings files name is none.
 */
export function environmentFlags(files: WorkspaceFiles, patches: Patches): readonly FlagFinding[] {
  const found = new Map<string, Evidence[]>();
  const offValues = new Map<string, Set<string | undefined>>();
  const sources = ownSources(files);
  const add = (key: string, off: string | undefined, evidence: Evidence): void => {
    found.set(key, [...(found.get(key) ?? []), evidence]);
    offValues.set(key, (offValues.get(key) ?? new Set()).add(off));
  };
  const collect = (path: string, text: string, reads: readonly FoundRead[]) => {
    const lineOf = lineFinder(text);
    const ofFlags = isFlagSettings(path);
    for (const { key: written, offset, off } of reads) {
      // Where all settings are in small letters, so are those of the environment.
      const end = offset + written.length;
      const isSmall = /^[a-z][a-z\d_]*$/u.test(written) && (off !== undefined || holdsBoolean(text, offset, end));
      const key = isSmall ? written.toUpperCase() : written;
      // Some settings part their groups by two underscores: `MAIL__ENABLE_NEWS`.
      const name = key.replaceAll('__', '_');
      let kept: boolean | undefined;
      // Every source is asked: once, and only where nothing else tells.
      const isKept = (): boolean => (kept ??= comparedLater(path, text, offset, sources));
      const isCompared = (): boolean => off !== undefined || isKept();
      // What is compared with a number may be one: `INSTANCE_INDEX === '0'`.
      const isToldFromTrue = (): boolean =>
        off === 'true' ||
        off === 'false' ||
        (off !== undefined && !numbered.test(name) && !valued.test(name)) ||
        isKept();
      const isBoolean = (): boolean => holdsBoolean(text, offset, end);
      // What reads it as on or off outweighs a name that could hold a value: `DISABLE_PUBLIC_URLS`.
      const asks = onOff.test(name)
        ? isOnOffKey(name) ||
          (countable.test(name) && fallsBack(text, end)) ||
          ((named.test(name) || !tooling.test(name)) && isBoolean())
        : maySwitch(name) &&
          (isBoolean() ||
            (!holdsValue(name) &&
              (isCompared() ||
                fallsBack(text, end) ||
                fallsBackToBoolean(text, end) ||
                readsBoolean(text, offset, end) ||
                isAsked(text, offset, end))));
      // Whatever a framework's own settings fall back to, its switches are no features of the service.
      // What asks for something, and is true where nothing is set, holds no value of another kind.
      const isChosen = (): boolean =>
        fallsBackToBoolean(text, end) &&
        (fallsBackToTrue(text, end) || !thing.test(name)) &&
        (!valued.test(name) || asksAnyway.test(name) || (doing.test(name) && fallsBackToTrue(text, end))) &&
        !isFrameworkSettings(path);
      const isSwitch =
        asks ||
        maintenance.test(name) ||
        (mayBeSaid(name) && (isToldFromTrue() || isBoolean() || isChosen() || (ofFlags && fallsBack(text, end)))) ||
        (/^[A-Z\d]+$/u.test(key) && mayBeSaid(`A_${key}`) && isBoolean());
      if (isSwitch && !isCommentedOut(text, offset)) add(written, off, { file: path, line: lineOf(offset) });
    }
  };
  const telling = sources
    .filter(({ path, text }) => isFlagSettings(path) || environmentFlagTexts.some((part) => text.includes(part)))
    .slice(0, FILE_LIMIT);
  for (const { path, text } of telling) {
    const reads = environmentReads(path, text);
    collect(
      path,
      text,
      reads
        .filter(({ key, offset }) => !holdsText(text, offset, offset + key.length) && !isOfTests(text, offset))
        .map(({ key, offset }) => ({ key, offset, off: offValue(text, offset + key.length, negative.test(key)) })),
    );
  }
  const takenFromKeys = propertiesFromKeys(files);
  const viper = viperEnvironment(sources.flatMap(({ path, text }) => (path.endsWith('.go') ? [text] : [])));
  for (const { path, text } of telling) {
    const lineOf = lineFinder(text);
    const asked = [
      ...springSwitches(path, text, takenFromKeys),
      ...dotnetSwitches(path, text),
      ...(viper === undefined ? [] : viperSwitches(path, text, viper)),
    ];
    for (const { key, words, offset, off } of asked) {
      const isSwitch = isOnOffKey(words) || named.test(words) || (/\.(?:go|cs)$/u.test(path) && mayBeSaid(words));
      if (isSwitch && !isCommentedOut(text, offset)) add(key, off, { file: path, line: lineOf(offset) });
    }
  }
  const composers = [...telling.flatMap(({ text }) => keyComposers(text)), ...switchMakers(sources)];
  if (composers.length > 0) {
    for (const { path, text } of sources) collect(path, text, composedKeys(path, text, composers));
  }
  for (const { key, name, path, line, telling: isTold } of dotnetOptions(sources)) {
    const isSwitch = isOnOffKey(wordsOf(name)) || (isTold && mayBeSaid(wordsOf(key.replaceAll('__', '.'))));
    if (isSwitch) add(key, 'false', { file: path, line });
  }
  for (const { key, file, line, off } of [...nodeConfigSwitches(files), ...rubyConfigSwitches(files)]) {
    const name = key.replaceAll('__', '_').toUpperCase();
    if (isOnOffKey(name) || mayBeSaid(name)) add(key, off, line === undefined ? { file } : { file, line });
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, evidence]): FlagFinding => {
      const added = evidence.every(
        ({ file, line }) => patches.get(file)?.added.some((each) => each.line === line) ?? false,
      );
      const [off, ...others] = offValues.get(key) ?? [];
      return {
        id: 'env',
        key,
        evidence: evidence.slice(0, EVIDENCE_LIMIT),
        ...(added ? { addedInRelease: true } : {}),
        ...(off === undefined || others.length > 0 || (!onOff.test(key) && eitherWay.test(key)) ? {} : { off }),
      };
    });
}
