import { describe, expect, it } from 'vitest';
import { lastTexts } from '../../../../../src/core/facts/furtherReading';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '' }) => (id === 'env' ? [key] : []));
}

describe('settings that an operator turns something on or off with', () => {
  it('may speak of HTTPS, of migrations, of being offline and of what is ignored', () => {
    expect(
      flagsOf({
        'config/shop.php':
          "<?php\nreturn [\n'https' => env('FORCE_HTTPS', false),\n'migrate' => env('RUN_DB_MIGRATIONS', true),\n'offline' => env('CART_OFFLINE', false),\n'ignore' => env('IGNORE_OLD_CARTS', false),\n'proxy' => env('TRUST_CLOUD_PROXY', false),\n'used' => env('CLOUD_IS_USED', false),\n'is' => env('IS_PRODUCTION', false),\n];\n",
      }),
    ).toEqual(['CART_OFFLINE', 'CLOUD_IS_USED', 'FORCE_HTTPS', 'IGNORE_OLD_CARTS', 'RUN_DB_MIGRATIONS']);
  });

  it('are none that choose where messages of a log go, stand in for others or tune how a database is reached', () => {
    expect(
      flagsOf({
        'config/shop.php':
          "<?php\nreturn [\n'log' => env('USE_SYSLOG', false),\n'pool' => env('SQLALCHEMY_DISABLE_POOL', false),\n'prepare' => env('DB_PGSQL_ATTR_DISABLE_PREPARES', false),\n'cert' => env('IMAP_VALIDATE_CERT', true),\n'context' => env('SAML2_IDP_AUTHNCONTEXT', true),\n'set' => env('DOMAIN_SET', false),\n'mock' => env('MSW_ENABLED', false),\n];\n",
      }),
    ).toEqual([]);
  });

  it('are what .NET declares as on or off and asks to enable, whatever the name ends in', () => {
    expect(
      flagsOf({
        'src/Shop/ShopOptions.cs':
          'public class ShopOptions\n{\n  public const string SectionName = "Shop";\n  public bool EnableCartEndpoint { get; set; }\n  public bool EnableSslMode { get; set; }\n  public string EnableTipsMode { get; set; }\n}\n',
      }),
    ).toEqual(['Shop__EnableCartEndpoint']);
  });

  it('may have a name of one word, where it is compared with true or false', () => {
    expect(
      flagsOf({
        'src/a.ts': 'const a = process.env.BILLING === "true";\nconst b = process.env.CI === "true";\n',
      }),
    ).toEqual(['BILLING']);
    expect(
      flagsOf({
        'app/a.py':
          'a = os.getenv("DEBUGLOG", "false").lower() == "true"\nb = os.getenv("JSONLOG", "false").lower() == "true"\nc = env.bool("USE_X_FORWARDED_HOST", False)\nd = env.bool("USE_SECURE_COOKIES", True)\n',
      }),
    ).toEqual([]);
  });

  it("are what Rust's code falls back to on or off for, and what is called after a mode to read only in", () => {
    expect(
      flagsOf({
        'src/config.rs':
          'let a = var_parsed("INDEX_SHOWS_DATES")?.unwrap_or(false);\nlet b = var("READ_ONLY_MODE")?.is_some();\nlet c = var_parsed("DB_POOL_WAIT")?.unwrap_or(3);\n',
      }),
    ).toEqual(['INDEX_SHOWS_DATES', 'READ_ONLY_MODE']);
  });

  it("are what Spring's code takes as a boolean, whatever it is called", () => {
    expect(
      flagsOf({
        'src/main/kotlin/shop/Users.kt':
          'class Users(\n  @Value("\\${shop-auth.sync-user}") private val sync: Boolean,\n  @Value("\\${shop.kafka.ssl}") private val ssl: Boolean,\n  @Value("\\${shop.base}") private val base: String,\n)\n',
      }),
    ).toEqual(['SHOPAUTH_SYNCUSER']);
  });

  it('are what another function of the project hands to a cast', () => {
    expect(
      flagsOf({
        'server/config.ts':
          'function get(name: string, fallback: string) {\n  return process.env[name] ?? fallback\n}\nconst a = toBoolean(get("FROZEN_PROFILE", "false"))\nconst b = get("PROFILE_COLOUR", "red")\n',
        'config/shop.php':
          "<?php\nreturn [\n'sum' => (bool)default_when_empty(env('RUNNING_SUMS'), true),\n'mail' => env('MAIL_ALLOW_SELF_SIGNED', false),\n];\n",
        'src/main/resources/application.yml': 'key: ${APPINSIGHTS_INSTRUMENTATIONKEY:true}\n',
        'src/aat/resources/application.yml': 'cart: ${ENABLE_CART:true}\n',
      }),
    ).toEqual(['FROZEN_PROFILE', 'RUNNING_SUMS']);
  });
});

describe('keys that the code only asks for', () => {
  const question = 'plugin :quick_cart if ENV["QUICK_CART"]\nplugin :mail if ENV["CART_RELAY"]\n';

  it('are switches where nothing else is made of them anywhere', () => {
    expect(
      flagsOf({
        'config/puma.rb': question,
        'app/mail.rb': 'Mail.relay = ENV["CART_RELAY"]\n',
        'cmd/main.go':
          'package main\n\nfunc main() {\n\tif os.Getenv("SLOW_CART") != "" {\n\t\tslow()\n\t}\n\tif os.Getenv("GITHUB_RUN") != "" {\n\t}\n}\n',
        'app/main.py':
          'if "STRICT_CART" in os.environ:\n    strict()\nif os.getenv("SHOP_TOKENS"):\n    pass\nif "VCAP_SERVICES" in os.environ:\n    pass\n',
      }),
    ).toEqual(['QUICK_CART', 'SLOW_CART', 'STRICT_CART']);
  });

  it('are searched for in all files before that is said', () => {
    const texts = { 'config/puma.rb': question };
    expect(lastTexts(Object.keys(texts), new Map(Object.entries(texts)))).toEqual(
      expect.arrayContaining(['QUICK_CART', 'CART_RELAY']),
    );
  });
});
