import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

const npm = (...names: readonly string[]): string =>
  JSON.stringify({ name: 'shop', dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) });

/** `id key role file:line` of every flag. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.map(({ id, key, role, evidence }) => {
    const [place] = evidence;
    const at = `${place?.file ?? ''}${place?.line === undefined ? '' : `:${String(place.line)}`}`;
    return [id, key, role, at].filter((part) => part !== undefined).join(' ');
  });
}

describe('flag providers', () => {
  it.each([
    [
      'launchdarkly',
      '@launchdarkly/node-server-sdk',
      'src/a.ts',
      "\nawait client.variation('new-cart', user, false);",
      2,
    ],
    ['launchdarkly', 'launchdarkly-react-client-sdk', 'src/a.tsx', 'useBoolVariation(\n  "new-cart",\n false)', 2],
    ['unleash', 'unleash-client', 'src/a.ts', "if (unleash.isEnabled('new-cart')) {}", 1],
    ['unleash', '@unleash/proxy-client-react', 'src/a.tsx', "const on = useFlag('new-cart');", 1],
    ['flagsmith', 'flagsmith', 'src/a.ts', "flagsmith.hasFeature('new-cart')", 1],
    ['growthbook', '@growthbook/growthbook-react', 'src/a.tsx', "useFeatureIsOn('new-cart')", 1],
    ['growthbook', '@growthbook/growthbook', 'src/a.ts', "gb.isOn('new-cart')", 1],
    ['openfeature', '@openfeature/server-sdk', 'src/a.ts', "client.getBooleanValue('new-cart', false)", 1],
    ['posthog', 'posthog-node', 'src/a.ts', "await posthog.isFeatureEnabled('new-cart', id)", 1],
    ['statsig', 'statsig-node', 'src/a.ts', "statsig.checkGateSync(user, 'new-cart')", 1],
  ])('%s with %s: the dependency, and the key where it is read', (id, name, path, text, line) => {
    expect(flagsOf({ 'package.json': npm(name), [path]: text })).toEqual([
      `${id} package.json:1`,
      `${id} new-cart ${path}:${String(line)}`,
    ]);
  });

  it.each([
    ['requirements.txt', 'UnleashClient==5.0\n', 'app/a.py', 'unleash_client.is_enabled("new-cart")', 'unleash'],
    ['requirements.txt', 'django-waffle==4\n', 'app/a.py', "if flag_is_active(request, 'new-cart'):", 'waffle'],
    ['requirements.txt', 'django-waffle==4\n', 'app/t.html', "{% switch 'new-cart' %}", 'waffle'],
    [
      'requirements.txt',
      'launchdarkly-server-sdk\n',
      'a.py',
      'ldclient.get().variation("new-cart", u, False)',
      'launchdarkly',
    ],
    ['Gemfile', "gem 'flipper'\n", 'app/a.rb', 'Flipper.enabled?(:"x"); Flipper.enabled? :new_cart, user', 'flipper'],
    ['Gemfile', "gem 'flipper'\n", 'app/a.rb', 'Flipper[:new_cart].enable', 'flipper'],
    [
      'go.mod',
      'require github.com/open-feature/go-sdk v1.0.0\n',
      'a.go',
      'c.BooleanValue(ctx, "new-cart", false)',
      'openfeature',
    ],
    [
      'go.mod',
      'require github.com/Unleash/unleash-client-go/v4 v4.1.0\n',
      'a.go',
      'unleash.IsEnabled("new-cart")',
      'unleash',
    ],
    [
      'a.csproj',
      '<Project><ItemGroup><PackageReference Include="LaunchDarkly.ServerSdk" Version="8" /></ItemGroup></Project>',
      'A.cs',
      'ld.BoolVariation("new-cart", c, false)',
      'launchdarkly',
    ],
    [
      'build.gradle',
      "dependencies {\nimplementation 'io.getunleash:unleash-client-java:9.0.0'\n}",
      'A.kt',
      'unleash.isEnabled("new-cart")',
      'unleash',
    ],
  ])('%s %s', (manifest, declaration, path, text, id) => {
    const found = flagsOf({ [manifest]: declaration, [path]: text });
    expect(found.length).toBe(2);
    expect(found[1]).toMatch(new RegExp(`^${id} new[-_]cart ${path}:1$`, 'u'));
  });

  it('counts product analytics as flags only where a flag is read', () => {
    const files = { 'package.json': npm('posthog-js') };
    expect(flagsOf({ ...files, 'src/a.ts': "import posthog from 'posthog-js';\nposthog.capture('bought');" })).toEqual(
      [],
    );
    expect(flagsOf({ ...files, 'src/a.test.ts': "posthog.isFeatureEnabled('x')" })).toEqual([]);
    expect(flagsOf({ ...files, 'src/a.ts': '// posthog.isFeatureEnabled("x")' })).toEqual([]);
  });

  it('does not take a flag product for its own user by its name', () => {
    const own = {
      'package.json': '{ "name": "@growthbook/growthbook" }',
      'app/package.json': npm('@growthbook/growthbook'),
    };
    expect(flagsOf({ ...own, 'app/a.ts': "flags.isEnabled('x')" })).toEqual([]);
    expect(
      flagsOf({
        ...own,
        'app/a.ts': "import { useFeatureIsOn } from '@growthbook/growthbook-react';\nuseFeatureIsOn('x')",
      }),
    ).toEqual(['growthbook app/package.json:1', 'growthbook x app/a.ts:2']);
  });

  it('ignores API clients, prose and samples of others', () => {
    expect(
      flagsOf({
        'package.json': npm('launchdarkly-api-typescript', '@unleash/cli'),
        'README.md': 'We use LaunchDarkly and Flipper.',
        'docs/index.ts': "import { init } from 'launchdarkly-node-server-sdk';",
        'node_modules/x/index.js': "require('unleash-client')",
      }),
    ).toEqual([]);
  });

  it('finds an SDK that comes with another package by its import, and keys behind constants and wrappers', () => {
    expect(
      flagsOf({
        'src/Context.cs': 'using LaunchDarkly.Sdk;\n',
        'src/FeatureFlagKeys.cs':
          'public static class FeatureFlagKeys {\n  public const string NewCart = "new-cart";\n}',
        'src/Api.cs': 'if (_featureService.IsEnabled(FeatureFlagKeys.NewCart)) {}\nfeatureFlags.isEnabled("other")',
        'src/py.py': 'check_feature_flag("third")',
      }),
    ).toEqual([
      'launchdarkly src/Context.cs:1',
      'launchdarkly new-cart src/Api.cs:1',
      'launchdarkly other src/Api.cs:2',
      'launchdarkly third src/py.py:1',
    ]);
  });

  it('gives each file’s calls to the provider that it imports, else to the one of the nearest manifest', () => {
    expect(
      flagsOf({
        'web/package.json': npm('@openfeature/react-sdk'),
        'api/package.json': npm('unleash-client'),
        'web/a.tsx': "useFlag('web-flag')",
        'api/b.ts': "unleash.isEnabled('api-flag')",
      }),
    ).toEqual([
      'unleash api/package.json:1',
      'unleash api-flag api/b.ts:1',
      'openfeature web/package.json:1',
      'openfeature web-flag web/a.tsx:1',
    ]);
  });

  it('tells which keys the release newly uses, and which only tests read', () => {
    const { flags } = factsOf(
      {
        'package.json': npm('unleash-client'),
        'src/a.ts': "unleash.isEnabled('old')\nunleash.isEnabled('new')\nunleash.isEnabled('moved')\n",
        'src/a.test.ts': "unleash.isEnabled('only-test')\n",
      },
      {},
      new Map([
        [
          'src/a.ts',
          {
            added: [
              { line: 2, text: "unleash.isEnabled('new')" },
              { line: 3, text: "unleash.isEnabled('moved')" },
            ],
            deleted: [{ line: 9, text: "unleash.isEnabled('moved')" }],
          },
        ],
      ]),
    );
    expect(flags.map(({ key, role, addedInRelease }) => [key, role, addedInRelease])).toEqual([
      [undefined, undefined, undefined],
      ['moved', undefined, undefined],
      ['new', undefined, true],
      ['old', undefined, undefined],
      ['only-test', 'development', undefined],
    ]);
  });
});

describe('environment flags', () => {
  it.each([
    ['src/a.ts', "if (process.env.FEATURE_CART === 'true') {}", 'FEATURE_CART'],
    ['src/env.ts', '\n  ENABLE_CART: z.coerce.boolean(),', 'ENABLE_CART'],
    ['app/settings.py', 'CART = env.bool("CART_ENABLED", default=False)', 'CART_ENABLED'],
    ['app/settings.py', 'X = config("ENABLE_CART", cast=bool)', 'ENABLE_CART'],
    ['config/app.php', "'cart' => env('FEATURE_CART', false)", 'FEATURE_CART'],
    ['main.go', 'os.Getenv("FF_CART") == "true"', 'FF_CART'],
    ['config/initializers/a.rb', "ENV['ENABLE_CART'] == 'true'", 'ENABLE_CART'],
    ['src/main/resources/application.yml', 'cart: ${CART_ENABLED:false}\n', 'CART_ENABLED'],
    ['lib/a.ex', 'System.get_env("ENABLE_CART")', 'ENABLE_CART'],
  ])('%s: %s', (path, text, key) => {
    expect(factsOf({ [path]: text }).flags.map((flag) => [flag.id, flag.key])).toEqual([['env', key]]);
  });

  it.each([
    ['hc/settings.py', 'SLACK = envbool("SLACK_ENABLED", "True")', 'SLACK_ENABLED'],
    ['src/config.rs', 'zip: var_parsed("ZIP_ENABLED")?', 'ZIP_ENABLED'],
    ['src/c.go', 'on := mustGetEnvAsBool("CART_ENABLED")', 'CART_ENABLED'],
  ])('through a reader of the project’s own in %s', (path, text, key) => {
    expect(factsOf({ [path]: text }).flags).toEqual([{ id: 'env', key, evidence: [{ file: path, line: 1 }] }]);
  });

  it.each<readonly [string, string, string, number, 'false' | undefined]>([
    [
      'src/flags.ts',
      'const on = process.env.NEXT_PUBLIC_FLAG_ARCHIVE === "true"',
      'NEXT_PUBLIC_FLAG_ARCHIVE',
      1,
      'false',
    ],
    [
      'app/config.py',
      'from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    host: str\n    cart_enabled: bool = False\n    log_json_enabled: bool = True\n',
      'CART_ENABLED',
      5,
      undefined,
    ],
    [
      'app/config.py',
      'class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="shop_")\n    enable_cart: bool\n',
      'SHOP_ENABLE_CART',
      3,
      undefined,
    ],
  ])('named by what fills them in %s: %s', (path, text, key, line, off) => {
    expect(factsOf({ [path]: text }).flags).toEqual([
      { id: 'env', key, evidence: [{ file: path, line }], ...(off === undefined ? {} : { off }) },
    ]);
  });

  it.each([
    ['app/models.py', 'class Rule(BaseModel):\n    cart_enabled: bool = True\n'],
    ['src/a.rs', 'setenv("CART_ENABLED"); withEnv("CART_ENABLED"); stub_env("CART_ENABLED")'],
    ['src/a.ts', 'process.env.DEBUG_ENABLED; process.env.CI; process.env.NODE_ENV; process.env.ENABLE_LOGGING'],
    ['src/a.ts', 'process.env.NEXT_TELEMETRY_DISABLED; process.env.DD_TRACE_ENABLED; process.env.FEATURE_API_URL'],
    ['src/a.ts', '// process.env.FEATURE_CART'],
    ['src/a.test.ts', 'process.env.FEATURE_CART'],
    ['scripts/build.js', 'process.env.FEATURE_CART'],
    ['.env.example', 'FEATURE_CART=true'],
    ['README.md', 'Set FEATURE_CART=true, read by process.env.FEATURE_CART.'],
  ])('none in %s: %s', (path, text) => {
    expect(factsOf({ [path]: text }).flags).toEqual([]);
  });

  it.each([
    [
      'src/flags.js',
      'export function isOn(name) {\n  return process.env[`FEATURE_${name}`] === "true";\n}\n',
      'src/cart.js',
      "\nif (isOn('NEW_CART')) {}\n",
      'false',
    ],
    [
      'src/flags.ts',
      "const isOn = (name: string) => process.env['FEATURE_' + name] === 'true';\n",
      'src/cart.ts',
      '\nisOn("NEW_CART")',
      'false',
    ],
    [
      'flags.py',
      'def is_on(name):\n    return os.environ.get(f"FEATURE_{name.upper()}") == "1"\n',
      'cart.py',
      "\nif is_on('new-cart'):",
      '0',
    ],
    [
      'flags.go',
      'func isOn(name string) bool {\n\treturn os.Getenv("FEATURE_"+strings.ToUpper(name)) == "true"\n}\n',
      'cart.go',
      '\nif isOn("new_cart") {',
      'false',
    ],
    [
      'lib/flags.rb',
      'def self.on?(name)\n  ENV["FEATURE_#{name.to_s.upcase}"] == "1"\nend\n',
      'app/cart.rb',
      '\nFlags.on?(:new_cart)',
      '0',
    ],
  ])('a key that %s puts together is one where the release asks for it', (reader, reading, caller, calling, off) => {
    const files = [{ path: caller, status: 'modified', added: 1, deleted: 0 } as const];
    const { flags } = factsOf({ [reader]: reading, [caller]: calling }, { files });
    expect(flags).toEqual([{ id: 'env', key: 'FEATURE_NEW_CART', evidence: [{ file: caller, line: 2 }], off }]);
  });

  it('a key that is put together and asked for by nobody is none', () => {
    const text = 'function isOn(name) {\n  return process.env[`FEATURE_${name}`];\n}\nisOn(other); isOnline("A")';
    expect(flagsOf({ 'src/a.js': text })).toEqual([]);
  });
});

describe('the off value of an environment value', () => {
  it.each([
    ['src/a.ts', "if (process.env.FEATURE_CART === 'true') {}", 'false'],
    ['src/a.ts', "const on = process.env['FEATURE_CART']?.toLowerCase() !== '0';", '0'],
    ['src/a.ts', 'const on = Boolean(process.env.FEATURE_CART);', undefined],
    ['src/a.ts', "const on = process.env.FEATURE_CART && mode === 'on';", undefined],
    ['app/a.py', 'ON = os.getenv("FEATURE_CART", "false").lower() == "true"', 'false'],
    ['app/a.py', 'ON = bool(os.getenv("FEATURE_CART"))', undefined],
    ['app/a.py', 'ON = config("FEATURE_CART", default=False, cast=bool)', 'false'],
    ['app/a.py', 'ON = env.bool("FEATURE_CART", False)', 'false'],
    ['app/a.rb', "ON = ENV.fetch('FEATURE_CART', 'no') == 'yes'", 'no'],
    ['a.go', 'on, _ := strconv.ParseBool(os.Getenv("FEATURE_CART"))', 'false'],
    ['A.java', 'boolean on = Boolean.parseBoolean(System.getenv("FEATURE_CART"));', 'false'],
    ['A.java', 'boolean on = "x".equals(mode) || System.getenv("FEATURE_CART") != null;', undefined],
    ['src/main/resources/application.yml', 'shop:\n  cart: ${FEATURE_CART:false}\n', 'false'],
  ])('%s: %s', (path, text, off) => {
    expect(factsOf({ [path]: text }).flags.map(({ key, off: value }) => [key, value])).toEqual([['FEATURE_CART', off]]);
  });

  it('is not told when readers disagree', () => {
    const texts = {
      'src/a.ts': "export const a = process.env.FEATURE_CART === 'true';",
      'src/b.ts': 'export const b = !!process.env.FEATURE_CART;',
    };
    expect(factsOf(texts).flags.map(({ off }) => off)).toEqual([undefined]);
  });
});
