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
});
