import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags, with the value that turns each off where the code tells. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '', off }) =>
    id === 'env' ? [off === undefined ? key : `${key} off=${off}`] : [],
  );
}

describe('environment values that are on or off', () => {
  it('are those that turn something off by being on, and those turn it off with the value for on', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'export const a = process.env.DISABLE_BANNER === "true";\nexport const b = process.env.CACHE_DISABLED === "1";\nexport const c = process.env.ENABLE_TIPS === "true";\nexport const d = process.env.DISABLE_ESLINT_PLUGIN === "true";\n',
      }),
    ).toEqual(['CACHE_DISABLED off=1', 'DISABLE_BANNER off=true', 'ENABLE_TIPS off=false']);
  });

  it('are those of a schema that knows booleans by a name of the project', () => {
    expect(
      flagsOf({
        'src/env.ts':
          'import { booleanString } from "./zod";\nexport const env = createEnv({\n  server: {\n    SSO_LOGIN_ENABLED: booleanString.optional().default(false),\n    AUTO_REPLY_ENABLED: booleanString,\n    TIPS_ENABLED_NOTE: "text",\n  },\n});\n',
      }),
    ).toEqual(['AUTO_REPLY_ENABLED', 'SSO_LOGIN_ENABLED']);
  });

  it('are those that JavaScript takes out of the environment all at once', () => {
    expect(
      flagsOf({
        'src/config.ts':
          'const {\n  ENABLE_BATCHING,\n  // ENABLE_OLD,\n  ENABLE_TIPS = "false",\n  ENABLE_CART: cart,\n  PORT,\n} = process.env\n\nconst { ENABLE_OTHER } = config\n',
      }),
    ).toEqual(['ENABLE_BATCHING', 'ENABLE_CART', 'ENABLE_TIPS']);
  });

  it("are the boolean fields of Rust's settings behind their prefix", () => {
    const settings =
      'pub struct Settings {\n    /// Should this instance run the API\n    pub api_enabled: bool,\n    pub api_enabled_since: String,\n    pub(crate) worker_enabled: bool,\n}\n';
    expect(
      flagsOf({
        'src/cfg.rs': `${settings}fn load() {\n    Figment::new().merge(Env::prefixed("SHOP_")).extract()\n}\n`,
        'src/other.rs': settings,
      }),
    ).toEqual(['SHOP_API_ENABLED', 'SHOP_WORKER_ENABLED']);
  });

  it('may name what there is many of, and hold no value then', () => {
    expect(
      flagsOf({
        'src/a.ts':
          'export const a = [process.env.ENABLE_EMAILS, process.env.FEATURE_FLAGS_SERVICE, process.env.FEATURE_USERS, process.env.ENABLE_API_URL];\n',
      }),
    ).toEqual(['ENABLE_EMAILS']);
    expect(
      flagsOf({
        'config/runtime.exs':
          'on = System.get_env("FEATURE_FIRST_USER", "enabled") in ["enabled", "1"]\nwho = System.get_env("FEATURE_OWN_USER", "ann")\n',
      }),
    ).toEqual(['FEATURE_FIRST_USER off=false']);
  });

  it('are none where contributors and tests alone are set up, and may be about GitHub or bundles', () => {
    const python = 'import environ\nTOYS_ENABLED = env.bool("TOYS_ENABLED", False)\n';
    expect(
      flagsOf({
        'config/settings/developer.py': python,
        'src/integrationTest/resources/application.yaml': 'toys: ${TOYS_ENABLED:false}\n',
        'src/main/resources/application-local.yml': 'toys: ${TOYS_ENABLED:false}\n',
        'src/main/resources/application.yml':
          'bundles: ${BUNDLE_BY_KIND_ENABLED:false}\nlogin: ${GITHUB_LOGIN_ENABLED:true}\n',
      }),
    ).toEqual(['BUNDLE_BY_KIND_ENABLED off=false', 'GITHUB_LOGIN_ENABLED off=false']);
  });

  it('are told by what reads them as on or off, though the name could hold a value', () => {
    expect(
      flagsOf({
        'shop/settings.py':
          'A = parse_boolean(os.environ.get("DISABLE_PUBLIC_URLS", "false"))\nB = parse_boolean(os.environ.get("CART_MULTI_SHOP", "false"))\nC = bool(os.environ.get("CART_TOKENS"))\nD = os.environ.get("CART_FEATURE_POLICY", "")\nE = os.environ.get("DISABLE_TRACK_PARAM")\n',
        'shop/more.py':
          'TIPS = get_bool(\n    name="EXPOSE_TIPS",\n    default=False,\n)\nSIZE = get_int(\n    name="EXPOSE_SIZE",\n    default=3,\n)\n',
        'config/shop.go':
          'package config\n\ntype Config struct {\n\tOpen bool `env:"ALLOW_PLAIN_URLS"`\n\tBase string `env:"ALLOW_BASE_URLS"`\n}\n',
      }),
    ).toEqual(['ALLOW_PLAIN_URLS', 'CART_MULTI_SHOP', 'DISABLE_PUBLIC_URLS', 'EXPOSE_TIPS']);
  });

  it("are cases of PHP's enum of keys, and fields of Rust's command line, also in groups", () => {
    expect(
      flagsOf({
        'src/Keys.php':
          "<?php\nenum Keys: string\n{\n    case CART_ENABLED = 'CART_ENABLED';\n    case TRACK_GUESTS = 'TRACK_GUESTS';\n    case BASE_PATH = 'BASE_PATH';\n    case DISABLE_TRACK_PARAM = 'DISABLE_TRACK_PARAM';\n\n    public function load(): mixed { return env($this->value) ?? $this->usual(); }\n\n    private function usual(): mixed\n    {\n        return match ($this) {\n            self::CART_ENABLED, self::TRACK_GUESTS => true,\n            self::BASE_PATH => '',\n        };\n    }\n}\n",
        'src/Colour.php': "<?php\nenum Colour: string\n{\n    case RED_ENABLED = 'RED_ENABLED';\n}\n",
        'src/cli.rs':
          '#[derive(Parser)]\npub struct Options {\n    /// Tips\n    #[clap(long, env = "SHOP_MAIL__ENABLE_TIPS")]\n    pub tips: Option<bool>,\n    #[clap(long, env = "SHOP_MAIL__ADDRESS")]\n    pub address: Option<String>,\n}\n',
        'src/config.rs':
          'pub struct Mail {\n    pub enable_tips: bool,\n}\nfn load() {\n    Figment::new().merge(Env::prefixed("SHOP_").split("__")).extract()\n}\n',
        'mix.exs': 'defp releases, do: [shop: [include: System.get_env("ENABLE_RUNTIME", "true") == "true"]]\n',
      }),
    ).toEqual(['CART_ENABLED', 'SHOP_MAIL__ENABLE_TIPS', 'TRACK_GUESTS']);
  });

  it('are found by the question alone, and in what is deployed to serve tests', () => {
    expect(
      flagsOf({
        'config/routes.rb': 'mount Docs if !prod || ENV["SERVE_DOCS"]\n',
        'app/controllers/api/testing/base_controller.rb':
          'head :ok unless ENV["ENABLE_TESTING_API"] == "true" || ENV["ENABLE_PROBES"] == "true"\n',
        'spec/controllers/testing/base.rb': 'a = ENV["ENABLE_SPECS"] == "true"\n',
      }),
    ).toEqual(['ENABLE_PROBES off=false', 'SERVE_DOCS']);
  });

  it('are flags of one word where a file of flags takes them from the environment', () => {
    expect(
      flagsOf({
        'config/feature_flags.yml':
          'feature_flags:\n  gifts:\n    local: <%= ENV.fetch("GIFTS", true) %>\n  colour:\n    local: <%= ENV.fetch("COLOUR", "red") %>\n',
      }),
    ).toEqual(['GIFTS']);
  });

  it('are not what says which commit, branch or folder it is', () => {
    expect(
      flagsOf({
        'config/initializers/release.rb':
          'RELEASE = ENV["GIT_SHA"] || ENV["RENDER_GIT_COMMIT"] || `git rev-parse HEAD`\nsend("SHOW_ROOT") if ENV["SHOW_ROOT"]\nskip if ENV["SKIP_BRANCH"]\nlog if ENV["LOGRAGE_ENABLED"] == "true"\n',
      }),
    ).toEqual([]);
  });
});
