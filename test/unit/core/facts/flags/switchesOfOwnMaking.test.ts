import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags, with the value that turns each off where the code tells. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '', off, role }) =>
    id !== 'env' || role !== undefined ? [] : [off === undefined ? key : `${key} off=${off}`],
  );
}

describe('switches that a service makes for itself', () => {
  it("are Go's values that ask the environment by a prefix and their name", () => {
    expect(
      flagsOf({
        'go.mod': 'module shop\n',
        'pkg/switches/flag.go':
          'package switches\n\ntype flag struct {\n\tName string\n\tUsual bool\n}\n\nfunc (f *flag) key() string {\n\treturn "SHOP_" + strings.ToUpper(f.Name)\n}\n\nfunc (f *flag) On() bool {\n\traw := os.Getenv(f.key())\n\tres, err := strconv.ParseBool(raw)\n\tif err != nil {\n\t\treturn f.Usual\n\t}\n\treturn res\n}\n\nfunc newFlag(s string, d bool) *flag {\n\treturn &flag{Name: s, Usual: d}\n}\n',
        'pkg/switches/set.go':
          'package switches\n\nvar (\n\tGuestCart = newFlag("guest_cart", false)\n\t// Gone = newFlag("gone_cart", false)\n)\n',
        // Another package's function of that name is none.
        'pkg/nation/set.go': 'package nation\n\nvar dutch = newFlag("red_white_blue", true)\n',
      }),
    ).toEqual(['SHOP_GUEST_CART off=false']);
  });

  it("are Go's values that are given the whole key beside what describes them", () => {
    expect(
      flagsOf({
        'go.mod': 'module shop\n',
        'pkg/features/feature.go':
          'package features\n\ntype feature struct {\n\tenvVar string\n\tabout  string\n}\n\nfunc (f *feature) Enabled() bool {\n\tswitch strings.ToLower(os.Getenv(f.envVar)) {\n\tcase "false":\n\t\treturn false\n\t}\n\treturn true\n}\n\nfunc (f *feature) About() string {\n\treturn f.about\n}\n',
        'pkg/features/features.go':
          'package features\n\nfunc registerFeature(about, envVar string, usual bool) Feature {\n\tf := &feature{\n\t\tabout: about,\n\t\tenvVar: envVar,\n\t}\n\treturn f\n}\n',
        'pkg/features/list.go':
          'package features\n\nvar Moves = registerFeature("Moves of carts, with all in them", "SHOP_CART_MOVES", true)\n',
      }),
    ).toEqual(['SHOP_CART_MOVES off=false']);
  });

  it('are what a function answers that compares the value of the key it is given', () => {
    expect(
      flagsOf({
        'src/config.ts':
          "function getFlag(name: string): boolean {\n  return process.env[name] === 'true' || false\n}\nfunction get(name: string): string {\n  return process.env[name] ?? ''\n}\nexport default {\n  banner: getFlag('PLANNED_OUTAGE_BANNER'),\n  colour: get('CART_COLOUR'),\n}\n",
      }),
    ).toEqual(['PLANNED_OUTAGE_BANNER off=false']);
  });

  it('are the fields that clap fills from keys named like them', () => {
    expect(
      flagsOf({
        'Cargo.toml': '[package]\nname = "shop"\n',
        'src/cli.rs':
          '#[derive(Args)]\npub struct Edge {\n    /// Streams\n    #[clap(long, env, default_value_t = false)]\n    pub streaming: bool,\n    #[arg(long, env, global = true, help = "no [tips]")]\n    pub disable_tips_endpoint: bool,\n    #[clap(long, env)]\n    pub colour_name: Option<String>,\n    #[clap(long)]\n    pub dark_cart: bool,\n    #[clap(long, env = "CART_SHOWN")]\n    pub shown: bool,\n}\n',
      }),
    ).toEqual(['CART_SHOWN', 'DISABLE_TIPS_ENDPOINT', 'STREAMING']);
  });

  it("are node-config's settings that are on or off without the environment", () => {
    expect(
      flagsOf({
        'config/default.json': '{"features": {"guestCart": false, "tips": "no"}, "cart": {"colour": "red"}}',
        'config/custom-environment-variables.json':
          '{"features": {"guestCart": "FEATURE_GUEST_CART", "tips": "TIPS_TEXT"}, "cart": {"colour": "CART_COLOUR", "leaves": {"__name": "CART_LEAVES", "__format": "boolean"}}}',
      }),
    ).toEqual(['CART_LEAVES off=false', 'FEATURE_GUEST_CART']);
  });

  it("are the properties of .NET's options about features, and those named for being on", () => {
    expect(
      flagsOf({
        'Shop/Options/FeatureToggleOptions.cs':
          'namespace Shop\n{\n    public sealed class FeatureToggleOptions\n    {\n        public const string ConfigurationKey = "FeatureToggles";\n\n        public bool UseGuestCart { get; set; }\n        public int Rows { get; set; }\n    }\n}\n',
        'Shop/Options/CartOptions.cs':
          'namespace Shop\n{\n    public class CartOptions\n    {\n        public bool TipsEnabled { get; set; }\n        public bool Red { get; set; }\n    }\n    public class Order\n    {\n        public bool GiftEnabled { get; set; }\n    }\n}\n',
        'Shop/Program.cs': 'services.Configure<CartOptions>(configuration.GetSection("Cart"));\n',
      }),
    ).toEqual(['Cart__TipsEnabled off=false', 'FeatureToggles__UseGuestCart off=false']);
  });

  it("are keys of Symfony's configuration where it stood before", () => {
    expect(
      flagsOf({
        'composer.json': '{"require": {"symfony/framework-bundle": "*"}}',
        'app/config/config.yml':
          "users:\n    confirmation:\n        enabled: '%env(bool:SHOP_CONFIRMATION_ENABLED)%'\n",
        'app/config/config_dev.yml': "toys:\n    enabled: '%env(bool:SHOP_TOYS_ENABLED)%'\n",
      }),
    ).toEqual(['SHOP_CONFIRMATION_ENABLED']);
  });

  it('are what is called a feature, even of testing', () => {
    expect(
      flagsOf({
        'src/a.ts': 'const a = process.env.FEATURE_TESTING_SUPPORT;\nconst b = process.env.ENABLE_TESTING;\n',
      }),
    ).toEqual(['FEATURE_TESTING_SUPPORT']);
  });

  it("are the first fields of Rust's settings that are parted into groups, behind the newest prefix", () => {
    expect(
      flagsOf({
        'Cargo.toml': '[package]\nname = "shop"\n',
        'src/config.rs':
          'fn config() -> Settings {\n    let prefixes = &["STORE__", "SHOP__"];\n    for prefix in prefixes {\n        let env = figment::providers::Env::prefixed(prefix)\n            .map(|key| key.into())\n            .split("__");\n        all = all.merge(env);\n    }\n    all.extract::<Settings>().unwrap()\n}\n\npub struct Settings {\n    pub enable_guest_cart: bool,\n    pub rows: u32,\n    pub mail: Mail,\n}\n\npub struct Mail {\n    pub enable_news: bool,\n}\n',
      }),
    ).toEqual(['SHOP__ENABLE_GUEST_CART']);
  });

  it('are what viper is asked for by a constant, with dashes where it replaces them', () => {
    const root = 'package cmd\n\nfunc read() {\n\tviper.AutomaticEnv()\n}\n';
    const start =
      'package cmd\n\nconst disableTips = "disable-tips-page"\n\nfunc init() {\n\tviper.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))\n\tviper.SetEnvPrefix("SHOP")\n\ttips(viper.GetBool(disableTips))\n}\n';
    expect(flagsOf({ 'go.mod': 'module shop\n', 'cmd/root.go': root, 'cmd/start.go': start })).toEqual([
      'SHOP_DISABLE_TIPS_PAGE off=false',
    ]);
    expect(
      flagsOf({
        'go.mod': 'module shop\n',
        'cmd/root.go': root,
        'cmd/start.go': start.replace('"-", "_"', '".", "_"'),
      }),
    ).toEqual([]);
  });

  it('are keys in small letters that are cast, but none that only tests ask for or that hold a list', () => {
    expect(
      flagsOf({
        Gemfile: 'gem "rails"\n',
        'app/a.rb':
          "a = ActiveModel::Type::Boolean.new.cast(ENV['counter_enabled'] || 'false')\nb = Rails.env.test? && ENV['SKIP_CART_CACHE']\n",
        'public/index.php': "<?php\nif ($proxies = $_ENV['TRUSTED_PROXIES'] ?? false) {\n}\n",
        'shop/Cart.java': 'class Cart {\n  Cart(@Value("${feature_toggles.reminderEmails}") boolean enabled) {}\n}\n',
      }),
    ).toEqual(['FEATURE_TOGGLES_REMINDEREMAILS off=false', 'counter_enabled']);
  });
});
