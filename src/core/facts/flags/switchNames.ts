/**
 * What the names of settings say of whether they are switches.
 *
 * A switch, in the sense that somebody who releases needs, is a setting that an operator of the running service can flip
 * without a build: it turns something that the service does on or off, for its users or for those who run it. It is not
 * - a value to tune, a name, an address, a credential or a choice among several;
 * - what says where the program runs, how it reaches its database, its queues and its neighbours, or whom it trusts there;
 * - what only builds, tests, tracers, log handlers and contributors set.
 *
 * Some names say all of it (`ENABLE_TIPS`). Others only ask for something (`SHOW_TIPS`), and count where the code reads
 * them as on or off. All others need code that leaves nothing else open.
 */

/** Names that say on or off by themselves. */
export const onOff =
  /^(?:(?:[A-Z0-9]+_){0,4}?(?:FEATURES?|FF|FEATURE_FLAGS?|FLAG|ENABLE|ACTIVATE|DISABLE)_[A-Z0-9_]+|[A-Z][A-Z0-9_]*_(?:ENABLED|ENABLE|DISABLED|FEATURE|FEATURE_FLAG|FEATURE_ENABLED))$/u;
/** Such words ask for something too, as far as the code around the read tells that the value is on or off. */
const onOffWhereRead =
  /^(?:[A-Z0-9]+_){0,3}?(?:USE|ALLOW|SHOW|HIDE|SKIP|BYPASS|BLOCK|SEND)_[A-Z0-9_]+$|^(?:NEXT_PUBLIC_|VITE_|REACT_APP_)?(?:SERVE|EXPORT|HOLD|ENFORCE|DISPLAY|RENDER|COLLECT|SUPPRESS|PREVENT|RESTRICT|FORCE|INCLUDE|PUBLISH|REQUIRE)_[A-Z0-9_]+$|^[A-Z][A-Z0-9_]*_ENABLED_[A-Z0-9_]+$/u;
/** What is called a feature is one, even of testing. */
export const named = /^(?:FEATURES?|FF|FEATURE_FLAGS?)_/u;
/** What every operator knows for a switch. */
export const maintenance = /(?:^|_)(?:MAINTENANCE|READ_?ONLY)_MODE$/u;
/** What users meet is guarded or sent elsewhere by it, though its name speaks of how they reach the service. */
const redirecting = /(?:^|_)(?:(?:FORCE|REQUIRE|ENFORCE)_(?:HTTPS|SSL)|HTTPS_ONLY|SSL_REDIRECT)$/u;
/** Whether what starts changes its database is a switch, whatever it is called after. */
const migrating = /(?:^|_)(?:MIGRATE|MIGRATIONS?)(?:_|$)/u;
/** Those that choose how the machines are reached, and what contributors work with. */
const reaching =
  /(?:^|_)(?:CORS|COOKIE|DB|DATABASE|SQLALCHEMY|POSTGRES\w*|MYSQL|SQLITE|REDIS|KAFKA|SMTP|AWS|S3|MINIO|PROXY|DOCKER|HTTPS?|IPV?\d|IP_V\d|MOCKS?|MOCKED|LOCALLY|LOCALSTACK|SKIP_VERIFY|SELF_SIGNED|DEV|DEVEL|EMULATORS?|TZ|I18N|L10N|POLLING|WATCH)(?:_|$)|(?:^|^IS_|^RUN_|USE_|ENABLE_)LOCAL_|_LOCAL$/u;
/** Those that tell where the program runs, and how it guards what it sends. */
const placing =
  /(?:^|_)(?:IS(?!_(?:USED|ENABLED|ON)$)|PROD|PRODUCTION|DEVELOP|DEVELOPMENT|STAGING|ENCRYPT|SECURE|INSECURE|(?<!(?:SIGN_?UPS?|REGISTRATIONS?|E?MAILS?|ON)_)VERIFY|UNAUTHORIZED|IGNORE_CERT\w*|VALIDATE_CERT\w*|VERIFY_?PEER|MSSQL|ANALYZE|VALIDATION|HEADLESS(?=_(?:MODE|CHROME|BROWSER)|$)|PRETTY|DRY_RUN|HSTS|ATOMIC|WHITENOISE|RELOAD|GUNICORN|UVICORN|DAEMON|QUIET|STANDALONE|SYNCHRONIZE|RUN_MAIN)(?:_|$)/u;
/** A key that turns something off by being on. */
export const negative = /(?:^|_)DISABLE_|_DISABLED$/u;
/** Whether what comes new with such a key is the thing or its absence is not told. */
export const eitherWay = /(?:^|_)(?:HIDE|SKIP|BYPASS|BLOCK)_/u;
/** Such a name asks to turn on what it names, however many of it there are: `ENABLE_EMAILS`. */
const asking = /(?:^|_)(?:ENABLE|ACTIVATE|DISABLE)_/u;
export const countable =
  /_(?:EMAILS?|DOMAINS?|PROVIDERS?|REGIONS?|ROLES?|USERS?|GROUPS?|TYPES?|NAMES?|ORIGINS?|STORE|IDS)$/u;
/** Such a key holds a value, not on or off. */
export const valued =
  /_(?:URLS?|URI|DSN|KEYS?|PATH|HOSTS?|HOSTNAMES?|PORT|DIR|TOKEN|IDS?|NAMES?|TIMEOUT|SECONDS|MS|MINUTES|HOURS|DAYS|LIMIT|INTERVAL|SIZE|FILE|LIST|SECRET|VERSION|ENDPOINT|TTL|PERCENT(?:AGE)?|COUNT|THREADS|WORKERS|AFTER|EMAILS?|PREFIX|PASSWORD|DOMAINS?|PROVIDERS?|LEVEL|MODE|FORMAT|REGIONS?|SERVICE|SERVICE_NAME|STORE|MAX_?\w*|MIN_?\w*|AGE|CONTENTS?|ACCOUNTS?|RATE|RATIO|THRESHOLD|POLICY|PARAMS?|DURATION|DELAY|PROXIES|ENV|OVERRIDES?|PAT|STARTTLS\w*|TYPES?|ROLES?|USERS?|GROUPS?|ORIGINS?|AUTHNCONTEXT|START|END|FROM|UNTIL|SINCE|DATE|TIME)$/u;
/** Switches of tools, runtimes, agents and diagnostics: they change how the program is built or watched, not what it does. */
export const tooling =
  /(?:^|_)(?:DEBUG|ASSERTS|DEBUGGER|DEBUGPY|DDT|TOOLBAR|(?<!AUDIT_)LOGS?|LOGRAGE|SYSLOG|LOGGING|(?<!ACTIVITY_|AUDIT_)LOGGERS?|VERBOSE|TRACE|TRACING|PROFILER|PROFILING|CI|TEST|TESTS|TESTING|E2E|LINT|COVERAGE|SOURCEMAPS?|HMR|DEVTOOLS?|STORYBOOK|BENCHMARK|COLOR|MINIFY|ESLINT|SPRING|BOOTSNAP|HUSKY|ENVIRONMENT_CHECK|ENV_VALIDATION|TELEMETRY|CRASH_REPORTING|SSL|M?TLS|METRICS|STATS|SENTRY|SKYLIGHT|PROMETHEUS|OTEL|STATSD|APM|MSW|MOCKS?|MOCKED|XRAY|APPINSIGHTS|APPLICATIONINSIGHTS|HTTPS|HOT_?RELOAD|X_FORWARDED|SECURE_COOKIES?|COOKIES?_SECURE|SQLALCHEMY|PGSQL|POOL|POOLING|PREPARES)(?:_|$)|^(?:GITHUB_ACTIONS$|CODEX_|TF_BUILD$|CGO_|CLOWDER_|COREPACK_|NEXT_TELEMETRY|NX_|TURBO_|DOCKER_|BUILDKIT|PYTHON|PIP_|POETRY_|NPM_|YARN_|PNPM_|NODE_|CARGO_|RUST_|RUBY|RAILS_|GO(?:PROXY|FLAGS|111)|JAVA_|GRADLE_|MAVEN_|DD_|NEW_RELIC_|ELASTIC_APM_|SPRING_|MANAGEMENT_|QUARKUS_|MICRONAUT_|ASPNETCORE_|DOTNET_|VITEST|JEST|PLAYWRIGHT|CYPRESS|WEBPACK|BABEL|ESLINT|CHROMATIC|CLOCKWORK_|DEBUGBAR_|TELESCOPE_|PULSE_|XDEBUG_|IGNITION_|SILK_|VERCEL_|NETLIFY_|HEROKU_|RENDER_(?:GIT|EXTERNAL|SERVICE|INSTANCE)_|AWS_XRAY|PW_|SQLX_)/u;

/** Such a name asks for something to be done: `ENFORCE_MAX_ITEMS`. */
export const doing = /(?:^|_)(?:ENFORCE|LIMIT|CHECK|NOTIFY|REQUIRE|ALLOW|SHOW|SEND|SKIP|KEEP|COLLECT)_/u;
/** The same, whatever it falls back to: `SSO_AUTO_CONFIRM_EMAIL`. */
export const asksAnyway = /(?:^|_)(?:AUTO|REMOVE)_|_(?:DARK|STRICT|SAFE)_MODE$/u;
/** What a key of such a name holds may be false where there is none. */
export const thing =
  /_(?:DN|PASS|SERVERS?|COMMAND|BINARY|CERT|THEME|TENANT|CHANNEL|DRIVER|BUCKET|TEMPLATE|LOCALE|LANG|LANGUAGE|TITLE|TEXT|COLOU?R|LOGO|CLIENT|ADDRESS|REGEX|PATTERN|TAG|ALIAS|CODE|SET|ENCRYPTION|ROOT|BRANCH|COMMIT|SHA)$/u;
/** Such a key holds a number, whatever it is compared with. */
export const numbered =
  /(?:^|_)(?:INDEX|ID|NR|NO|NUM|NUMBER|ORDINAL|INSTANCES?|SHARDS?|REPLICAS?|RANK|SLOT|NODES?|TOTAL|WORKERS?|PROCESS(?:ES)?)$/u;
/** Whether a key's name says that its value is on or off and changes what the service does. */
export function isOnOffKey(key: string): boolean {
  const holds = valued.test(key) && !(asking.test(key) && countable.test(key));
  return (onOff.test(key) && !holds && (!tooling.test(key) || named.test(key))) || maintenance.test(key);
}

/** Whether a key may be a switch by nothing but what the code around its read says. */
export function mayBeSaid(key: string): boolean {
  if (redirecting.test(key)) return true;
  return (
    /[A-Z\d]_[A-Z\d]/u.test(key) &&
    !key.endsWith('_') &&
    !tooling.test(key) &&
    (!reaching.test(key) || migrating.test(key)) &&
    !placing.test(key)
  );
}

/** Whether a key of one word may be a switch by nothing but what the code around its read says. */
export function mayBeSaidShortly(key: string): boolean {
  return /^[A-Z\d]{4,}$/u.test(key) && !/LOGS?$|^DEBUG|^DEV|^TEST|^MOCK/u.test(key) && mayBeSaid(`A_${key}`);
}

/** Whether a key asks for something by a word that says on or off only where its value is read as such. */
export function maySwitch(key: string): boolean {
  return onOffWhereRead.test(key) && !tooling.test(key) && !reaching.test(key);
}

/** Whether a key's name says that it holds a value. What there is many of may be meant as a whole: `BLOCK_OLD_USERS`. */
export function holdsValue(key: string): boolean {
  return (valued.test(key) && !countable.test(key)) || thing.test(key);
}
