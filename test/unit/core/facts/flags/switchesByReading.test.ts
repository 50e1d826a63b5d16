import { describe, expect, it } from 'vitest';
import { furtherReading } from '../../../../../src/core/facts/furtherReading';
import type { Release } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags, with the value that turns each off where the code tells. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '', off, role }) =>
    id !== 'env' || role !== undefined ? [] : [off === undefined ? key : `${key} off=${off}`],
  );
}

describe('environment values that are on or off as they are read', () => {
  it('are asked for by words such as use, allow, show and hide', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'const a = process.env.USE_NEW_CART === "true";\nconst b = process.env.HIDE_NEWS === "1";\nconst c = !!process.env.BYPASS_SOCKETS;\nconst d = process.env.USE_MODEL;\nconst e = process.env.SHOW_ITEMS ?? "ten";\n',
        'config/shop.php':
          "<?php\nreturn ['allow' => env('ALLOW_DOWNLOAD', true), 'model' => env('USE_MODEL', 'small')];\n",
        'shop/settings.py':
          'BLOCK_OLD_USERS = env.bool("BLOCK_OLD_USERS", default=False)\nEMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)\nUSE_S3_STORE = env.bool("USE_S3", default=True)\n',
      }),
    ).toEqual(['ALLOW_DOWNLOAD', 'BLOCK_OLD_USERS', 'BYPASS_SOCKETS', 'HIDE_NEWS', 'USE_NEW_CART off=false']);
  });

  it('are what activates something, and what is enabled for something where it is read as on or off', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'const a = process.env.ACTIVATE_COACHING;\nconst b = process.env.CART_ENABLED_FOR_GUESTS === "true";\nconst c = (process.env.CART_ENABLED_FOR_SHOPS ?? "").split(",");\n',
      }),
    ).toEqual(['ACTIVATE_COACHING', 'CART_ENABLED_FOR_GUESTS off=false']);
  });

  it('are what is true where nothing is set, and what another value falls back to', () => {
    expect(
      flagsOf({
        'config/shop.php':
          "<?php\nreturn [\n'max' => env('CART_ENFORCE_MAX_ITEMS', true),\n'days' => env('CART_DELETE_AFTER', false),\n'threads' => env('CART_THREADS', false),\n'cloud' => env('CART_CLOUD_PICTURES', env('CART_CLOUD', false)),\n'local' => env('CART_KEEP_LOCAL_COPY', false),\n'dev' => env('USE_LOCAL_MAIL', false),\n'mail' => env('CART_NOTIFY_ON_VERIFY', false),\n];\n",
      }),
    ).toEqual([
      'CART_CLOUD',
      'CART_CLOUD_PICTURES',
      'CART_ENFORCE_MAX_ITEMS',
      'CART_KEEP_LOCAL_COPY',
      'CART_NOTIFY_ON_VERIFY',
    ]);
  });

  it('are none of things that may be missing, and are what is done by itself whatever it is done to', () => {
    expect(
      flagsOf({
        'config/shop.php':
          "<?php\nreturn [\n'dn' => env('CART_BASE_DN', false),\n'theme' => env('CART_THEME', false),\n'command' => env('EXPORT_PDF_COMMAND', false),\n'mail' => env('CART_AUTO_CONFIRM_EMAIL', false),\n'dark' => env('CART_DARK_MODE', false),\n'to' => env('CART_NEWS_EMAIL', false),\n];\n",
      }),
    ).toEqual(['CART_AUTO_CONFIRM_EMAIL', 'CART_DARK_MODE']);
  });

  it("are settings of Ruby's config gem that the environment may fill", () => {
    const settings = {
      'config/settings.yml':
        'one_login:\n  enabled: true\n  url: https://login\nfeatures:\n  new_cart: false\n  started?: true\nskylight:\n  enable: false\n',
    };
    const setup = 'Config.setup do |config|\n  config.use_env = true\n  config.env_prefix = "SETTINGS"\n';
    expect(
      flagsOf({ ...settings, 'config/initializers/config.rb': `${setup}  config.env_separator = "__"\nend\n` }),
    ).toEqual(['SETTINGS__FEATURES__NEW_CART off=false', 'SETTINGS__ONE_LOGIN__ENABLED off=false']);
    expect(flagsOf({ ...settings, 'config/initializers/config.rb': `${setup}end\n` })).toEqual([]);
  });

  it("are settings of convict's schema whose format is on or off", () => {
    expect(
      flagsOf({
        'src/config.js':
          "import convict from 'convict'\n\nexport const config = convict({\n  tips: {\n    doc: 'Feature flag: tips',\n    format: Boolean,\n    default: false,\n    env: 'FEATURE_FLAG_TIPS'\n  },\n  news: { env: 'NEWS_DIGEST', format: 'Boolean', default: true },\n  colour: { format: String, default: 'red', env: 'CART_COLOUR' }\n})\n",
        '.vite/setup-files.js': "process.env.FEATURE_FLAG_OTHER = 'true'\nif (process.env.CART_ENABLED) run()\n",
      }),
    ).toEqual(['FEATURE_FLAG_TIPS', 'NEWS_DIGEST']);
  });

  it("are fields of pydantic's settings by the keys that they name, in classes of the project's own too", () => {
    expect(
      flagsOf({
        'shop/config.py':
          'class MailConfig(ShopEnvConfig):\n    base_url: str = Field(alias="BASE_URL")\n    mail_enabled: bool = Field(\n        default=True, alias="SHOP_NEWS_MAIL"\n    )\n    tips: bool = Field(default=False, validation_alias="USE_TIPS")\n    enable_cart: bool = False\n',
      }),
    ).toEqual(['ENABLE_CART', 'SHOP_NEWS_MAIL', 'USE_TIPS']);
  });

  it('are what is kept under a name that a schema says is on or off', () => {
    expect(
      flagsOf({
        'server/config.ts':
          'const schema = joi.object({\n  useSmallCache: joi.boolean().required(),\n  cartColour: joi.string(),\n});\nvalidate({\n  useSmallCache: process.env.USE_SMALL_CACHE,\n  cartColour: process.env.USE_CART_COLOUR,\n});\n',
      }),
    ).toEqual(['USE_SMALL_CACHE']);
  });

  it('are what is compared with 1 and numbers nothing, and what is one of the words for on', () => {
    expect(
      flagsOf({
        'config/initializers/cart.rb':
          'guard if ENV["SHOP_PREVIEW"].to_s.in? %w[yes true 1]\nask if ENV["SHOP_GATE"] == "1"\nfirst if ENV["SHOP_SHARD"] == "1"\nlast if ENV["SHOP_MAX_ROWS"] == "1"\n',
      }),
    ).toEqual(['SHOP_GATE off=0', 'SHOP_PREVIEW off=false']);
  });

  it("are what is named a feature and read as on or off, and .NET's settings outside of any section", () => {
    expect(
      flagsOf({
        'shop/settings.py': 'FF_BENCHMARK_ENDPOINT = env.bool("FF_BENCHMARK_ENDPOINT", False)\n',
        'Shop/Jobs.cs':
          'var a = configuration.GetValue<bool>("RecurringJobsEnabled");\nvar b = section.GetValue<bool>("TipsEnabled");\n',
      }),
    ).toEqual(['FF_BENCHMARK_ENDPOINT off=false', 'RecurringJobsEnabled off=false']);
  });

  it('are those of a schema whose booleans may be left out', () => {
    expect(
      flagsOf({
        'src/config.ts':
          'const allEnv = z.object({\n  INDEXING_ENABLED: optionalStringBool(),\n  SHOW_TIPS: stringBool("false"),\n  SHOW_COUNT: z.coerce.number(),\n});\n',
        'shop/settings.py':
          'class Settings(BaseSettings):\n    ALLOW_SIGNUP: bool = False\n    ALLOW_WORDS: str = ""\n',
      }),
    ).toEqual(['ALLOW_SIGNUP', 'INDEXING_ENABLED', 'SHOW_TIPS']);
  });

  it('are those of an environment that a page keeps under that name', () => {
    expect(
      flagsOf({
        'assets/src/config.ts':
          'export const env = {...process.env, ...window.__ENV__};\nexport const tips = env.TIPS_ENABLED === "true" || env.TIPS_ENABLED === "1";\nexport const db = env.DB_ENABLED;\n',
      }),
    ).toEqual(['TIPS_ENABLED']);
  });

  it('are what is compared with true or false, whatever its name, but for how and where the program runs', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'const a = process.env.CSP_ENFORCE === "true";\nconst b = process.env.MSSQL_ENCRYPT === "true";\nconst c = process.env.IS_PRODUCTION === "true";\nconst d = process.env.CART_COLOUR === "red";\nconst e = !!process.env.NEWS_WEBHOOK;\nconst f = process.env.INSTANCE_INDEX === "0";\n',
        'src/testSmoke/kotlin/Smoke.kt': '@ConditionalOnProperty("shop.smoke.enabled")\nclass Smoke\n',
        'config/initializers/pixels.rb': 'config.pixels = ENV["TRACKING_PIXELS"].to_s == "true"\n',
        'config/shop.php':
          "<?php\nreturn ['index' => (bool) env('FULL_INDEX', true), 'size' => env('CART_SIZE', true)];\n",
        'app/maintenance.rb': 'render "closed" if ENV["MAINTENANCE_MODE"].present?\n',
      }),
    ).toEqual(['CSP_ENFORCE off=false', 'FULL_INDEX', 'MAINTENANCE_MODE', 'TRACKING_PIXELS off=false']);
  });

  it("are what the project's own function reads that asks the environment for what it is given", () => {
    expect(
      flagsOf({
        'server/config.ts':
          "function get<T>(name: string, fallback: T, options = { required: false }): T | string {\n  if (process.env[name]) {\n    return process.env[name];\n  }\n  return fallback;\n}\n\nexport default {\n  banner: get('CART_BANNER', 'false') === 'true',\n  tips: get('TIPS_ENABLED', 'false') === 'true',\n};\n",
        'server/cache.ts': "export const other = get('NEWS_BANNER', 'false') === 'true';\n",
      }),
    ).toEqual(['CART_BANNER off=false', 'TIPS_ENABLED off=false']);
  });

  it('are what a page keeps of its environment and compares with true or false elsewhere', () => {
    expect(
      flagsOf({
        'web/env.ts':
          'export const env = {\n  HIDE_NEWS: import.meta.env.VITE_HIDE_NEWS,\n  HIDE_TIPS: import.meta.env.VITE_HIDE_TIPS,\n  message: import.meta.env.VITE_HIDE_LETTER,\n};\n',
        'web/page.tsx': "const shown = HIDE_NEWS === 'false' || HIDE_TIPS === 'all' || message === 'true';\n",
      }),
    ).toEqual(['VITE_HIDE_NEWS']);
  });

  it("are fields of on or off that Go fills, keys in small letters, and what a service's settings of flags fall back for", () => {
    expect(
      flagsOf({
        'config/config.go':
          'package config\n\ntype Config struct {\n\tFloating bool `envconfig:"FLOATING_CART" default:"false"`\n\tOpen bool `json:"open" envconfig:"ALLOW_GUESTS"`\n\tJobs string `envconfig:"ENABLE_CART_JOBS" default:""`\n\tSkip bool `envconfig:"NATS_SKIP_VERIFY"`\n\tFeatureTips bool `env:"FEATURE_TIPS"`\n}\n',
        'app/features.rb':
          "def cart? = ENV['cart_integration_enabled'] == 'true'\ndef name = ENV['cart_enabled_name']\n",
        'shop/settings.py':
          "DEFAULT_ACCESS = bool(int(os.getenv('CART_DEFAULT_ACCESS', False)))\nAUTH = bool(os.getenv('CART_AUTH', ''))\nUSE_LOCALSTACK = bool(int(os.getenv('USE_LOCALSTACK', 0)))\nLOGGERS = bool(int(os.getenv('DISABLE_EXISTING_LOGGERS', 0)))\nRELOADS = os.environ.get('RUN_MAIN') == 'true'\n",
        'config/feature_flags.yml':
          'feature_flags:\n  postal:\n    production: <%= ENV.fetch("POSTAL_CART", false) %>\n    host: <%= ENV.fetch("CART_HOST", "a") %>\n',
      }),
    ).toEqual([
      'ALLOW_GUESTS',
      'CART_DEFAULT_ACCESS',
      'FEATURE_TIPS',
      'FLOATING_CART',
      'POSTAL_CART',
      'cart_integration_enabled off=false',
    ]);
  });

  it('stand in settings of what others wrote, and not in what others wrote', () => {
    const reads = 'SEARCH_CACHE_ENABLED = env(\n    "SEARCH_CACHE_ENABLED",\n    default=False,\n)\n';
    expect(flagsOf({ 'shop/settings/third_party/search.py': reads })).toEqual(['SEARCH_CACHE_ENABLED']);
    expect(flagsOf({ 'third_party/search/settings.py': reads })).toEqual([]);
    // No search goes into such a folder: its settings are read by their paths.
    const paths = ['shop/settings/third_party/search.py', 'third_party/search/settings.py', 'shop/views.py'];
    const release = { commits: [], files: [] } as unknown as Release;
    expect(furtherReading({ paths, contents: new Map(), release, patches: new Map() }).paths).toEqual([paths[0]]);
  });

  it('are none of what pipelines tell of themselves', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'const isPiped = process.env.GITHUB_ACTIONS === "true" || process.env.TF_BUILD === "true";\nconst a = process.env.NEW_CART === "true";\n',
      }),
    ).toEqual(['NEW_CART off=false']);
  });

  it('are none of what end-to-end tests read, and none of what holds a value', () => {
    const reads = 'export const on = process.env.FLOW_ENABLED === "true";\n';
    expect(flagsOf({ 'playwright-e2e/settings/config.ts': reads, 'e2e_tests/config.ts': reads })).toEqual([]);
    expect(
      flagsOf({
        'src/a.ts': 'const a = [process.env.ENABLE_BANKING_KEY_CONTENT, process.env.SHOP_FEATURE_FLAGGED_ACCOUNTS];\n',
      }),
    ).toEqual([]);
  });

  it('are what falls back to on or off and no text, but for the settings that a framework publishes', () => {
    const reads =
      "<?php\nreturn [\n  'video' => env('CART_VIDEO', false),\n  'size' => env('CART_SIZE', true),\n  'dsn' => env('NEWS_DSN', false),\n  'tip' => env('CART_TIP', 'false'),\n];\n";
    expect(flagsOf({ 'config/shop.php': reads, 'config/sanctum.php': reads.replaceAll('CART', 'TOKEN') })).toEqual([
      'CART_VIDEO',
    ]);
    expect(
      flagsOf({
        'src/a.ts': "const a = process.env.CART_VIDEO ?? 'false';\nconst b = process.env.CART_COLOUR ?? 'red';\n",
        'app/a.rb': 'a = ENV.fetch("CART_TIPS", true)\nb = ENV.fetch("CART_NAME", "true")\n',
      }),
    ).toEqual(['CART_TIPS', 'CART_VIDEO']);
  });

  it('are what is made on or off behind the key, or is one of several words for on', () => {
    expect(
      flagsOf({
        'src/main/kotlin/A.kt':
          'val a = System.getenv("CART_TIPS").toBoolean()\nval b = System.getenv("CART_PLACE").trim()\n',
        'shop/a.py':
          'A = os.environ.get("CART_VIDEO", "").lower() in ("true", "1")\nB = os.environ.get("CART_KIND") in ("red", "blue")\n',
        'app/a.rb':
          'a = ActiveModel::Type::Boolean.new.cast(ENV["CART_NEWS"])\nb = ActiveModel::Type::Integer.new.cast(ENV["CART_COUNTS"])\n',
        'src/a.ts':
          "const a = ['true', '1'].includes(process.env.CART_MAPS);\nconst b = parseBool(process.env.CART_CHAT);\nconst c = Boolean(process.env.CART_HOOK);\n",
        'src/env.ts':
          'export const env = z.object({\n  CART_CALLS: z.enum(["true", "false"]).default("false"),\n  CART_GIFTS: z.string().optional().transform((s) => s === "true"),\n  CART_WORDS: z.enum(["red", "blue"]),\n});\n',
        'src/server.ts':
          'const port = ready ? process.env.CART_PORT : process.env.CART_DOOR\nconst a = process.env.PLAIN_A === "true"\n',
      }),
    ).toEqual([
      'CART_CALLS',
      'CART_CHAT',
      'CART_GIFTS off=false',
      'CART_MAPS',
      'CART_NEWS',
      'CART_TIPS off=false',
      'CART_VIDEO off=false',
      'PLAIN_A off=false',
    ]);
  });

  it('may be keys of one word where they are cast, but for how the program runs', () => {
    expect(
      flagsOf({
        'shop/settings.py':
          "HOSTED = bool(int(os.getenv('HOSTED', False)))\nDEBUG = bool(int(os.getenv('DEBUG', False)))\nNAME = str(os.getenv('NAMED'))\nPRODUCTION = bool(int(os.getenv('PRODUCTION', 0)))\n",
      }),
    ).toEqual(['HOSTED']);
  });

  it('are asked for by such words where the read answers a question by itself', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'if (process.env.SKIP_GREETING) greet();\nconst a = process.env.SHOW_TIPS ? 1 : 2;\nconst b = process.env.USE_COLOUR.trim();\nif (process.env.USE_MODEL.length > 3) go();\n',
        'app/a.rb':
          'puts 1 if ENV["HIDE_NEWS"]\nputs 2 unless ENV["SKIP_LETTER"].present?\nputs ENV["SHOW_WORDS"].split\n',
        'lib/a.ex': 'if not is_nil(System.get_env("SHOW_MARKS")) do\n  System.get_env("SHOW_PLACE") |> show()\nend\n',
        'shop/a.py': 'if os.environ.get("ALLOW_GIFTS"):\n    pass\nx = os.environ.get("USE_KIND")\n',
      }),
    ).toEqual(['ALLOW_GIFTS', 'HIDE_NEWS', 'SHOW_MARKS', 'SHOW_TIPS', 'SKIP_GREETING', 'SKIP_LETTER']);
  });

  it("are what viper binds, what flags of a program take from it, and what Rust's macros name", () => {
    expect(
      flagsOf({
        'cmd/flags.go':
          'package cmd\n\nfunc bind() {\n\tutil.MustBindEnv("playground.enabled", "SHOP_PLAYGROUND_ENABLED", "SHOP_PLAYGROUNDENABLED")\n\tviper.BindEnv(addressFlag, "SHOP_ADDRESS")\n\t_ = &cli.BoolFlag{Name: "tips", EnvVars: []string{"ENABLE_TIPS"}}\n}\n',
        'src/config.rs':
          'macro_rules! make_config {\n    ($($name:ident : $ty:ident,)+) => { get_env(paste::paste!(stringify!([<$name:upper>]))) };\n}\nmake_config! {\n    signups_allowed:   bool,   true;\n    server_name:       String, "a";\n}\n',
        'src/plain.rs': 'struct Plain {\n    guests_allowed: bool,\n}\n',
      }),
    ).toEqual(['ENABLE_TIPS', 'SHOP_PLAYGROUND_ENABLED', 'SIGNUPS_ALLOWED']);
  });

  it('are those of a schema over several lines, and none of a list or of a diagnosis', () => {
    expect(
      flagsOf({
        'src/env.ts':
          "export const schema = z.object({\n  SYNC_ON_START: z\n    .string()\n    .optional()\n    .transform((val) => val === 'true')\n    .default(false),\n  CART_WORDS: z\n    .string(),\n});\n",
        'app/jobs.rb':
          'a = ENV.fetch("FEATURE_FLAG_SHOPS", "").split(",")\nb = ENV.fetch("FEATURE_CART", "false")\nmount Docs if !prod || ENV["SERVE_DOCS"]\n',
        'config/shop.php': "<?php\nreturn ['asserts' => env('VIDEO_DISABLE_ASSERTS', false)];\n",
      }),
    ).toEqual(['FEATURE_CART', 'SERVE_DOCS', 'SYNC_ON_START']);
  });

  it('are told by the key of their setting also where a comment stands right behind a text', () => {
    expect(
      flagsOf({
        'src/main/resources/application.yml':
          "text: 'a'# not read by all\nfeature:\n  tips:\n    enabled: ${TIPS_ENABLED:true}\n",
        'src/main/java/A.java': 'class A { @Value("${feature.tips.enabled}") private boolean tips; }\n',
      }),
    ).toEqual(['TIPS_ENABLED off=false']);
  });
});
