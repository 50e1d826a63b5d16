import { describe, expect, it } from 'vitest';
import { publishedFacts } from '../../../../../src/core/facts/publishedFacts';
import type { Patches } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

const ownOf = (texts: Texts, patches?: Patches): readonly string[] =>
  publishedFacts(factsOf(texts, {}, patches)).otherFlags.flatMap(({ id, key = '', evidence, addedInRelease }) =>
    id === 'own'
      ? [
          `${key} ${evidence.map(({ file, line }) => `${file}:${String(line)}`).join(' ')}${addedInRelease ? ' new' : ''}`,
        ]
      : [],
  );

describe('flags that a service keeps by itself', () => {
  const store = {
    'lib/shop/feature_flags.ex':
      'defmodule Shop.FeatureFlags do\n  def enabled?(name), do: Cache.get(name)\n  def enabled?(name, shop), do: Cache.get(name, shop)\nend\n',
  };

  it('are those that a module named for them is asked for', () => {
    expect(
      ownOf({
        'mix.exs': '',
        ...store,
        'lib/shop/cart.ex':
          'if FeatureFlags.enabled?("new_cart", shop.id) do\n  :ok\nend\nFeatureFlags.enabled?(name)\nshop.enabled?("open")\n',
        'test/shop/cart_test.exs': 'FeatureFlags.enabled?("of_tests")\n',
      }),
    ).toEqual(['new_cart lib/shop/cart.ex:1']);
    expect(
      ownOf({
        'app/services/feature_flag.rb': 'class FeatureFlag\n  def self.active?(name)\n    find(name)\n  end\nend\n',
        'app/views/cart.erb': '<% if FeatureFlag.active?(:new_cart) %>\n<% if FeatureFlag.active? :tips %>\n',
      }),
    ).toEqual(['new_cart app/views/cart.erb:1', 'tips app/views/cart.erb:2']);
    expect(
      ownOf({
        'src/main/kotlin/shop/FeatureFlagService.kt':
          'interface FeatureFlagService {\n  fun getBooleanFlag(key: String): Boolean\n}\n',
        'src/main/kotlin/shop/Cart.kt': 'val isNew = featureFlagService.getBooleanFlag("new-cart")\n',
      }),
    ).toEqual(['new-cart src/main/kotlin/shop/Cart.kt:1']);
  });

  it('are members and constants that stand for them, behind an interface too', () => {
    expect(
      ownOf({
        'Shop/IFeatureProvider.cs':
          'public interface IFeatureProvider\n{\n    bool IsEnabled(string name);\n}\npublic class SettingsProvider : IFeatureProvider\n{\n    public bool IsEnabled(string name) => _all.Contains(name);\n}\n',
        'Shop/FeatureNames.cs':
          'public static class FeatureNames\n{\n    public const string NewCart = nameof(NewCart);\n    public const string Tips = "show-tips";\n}\n',
        'Shop/Cart.cs':
          'if (featureProvider.IsEnabled(FeatureNames.NewCart)) {}\nif (featureProvider.IsEnabled(FeatureNames.Tips)) {}\nif (logger.IsEnabled(LogLevel.Debug)) {}\n',
      }),
    ).toEqual(['NewCart Shop/Cart.cs:1', 'show-tips Shop/Cart.cs:2']);
  });

  it('are those that a function is asked for which says so, whoever it is asked for', () => {
    expect(
      ownOf({
        'package.json': '{}',
        'src/globals.ts': 'export function isSwitchOn(path: string): boolean {\n  return settings[path] === "On";\n}\n',
        'src/features.ts':
          'export const isFeatureEnabled = (user: User, name: string) => user.features.includes(name);\n',
        'src/cart.ts':
          "if (isSwitchOn('features.newCart')) show();\nif (isFeatureEnabled(user, 'tips')) show();\nif (isToggleEnabled('of_nobody')) show();\n",
      }),
    ).toEqual(['features.newCart src/cart.ts:1', 'tips src/cart.ts:2']);
  });

  it("are objects of Scala's that stand for flags", () => {
    expect(
      ownOf({
        'build.sbt': '',
        'app/featuretoggle/FeatureSwitch.scala':
          'sealed trait FeatureSwitch { val name: String }\ncase object NewCart extends FeatureSwitch {\n  val name = "feature-switch.new-cart"\n}\ncase object Tips extends FeatureSwitch\n',
        'app/controllers/Cart.scala':
          'if (isEnabled(NewCart)) {}\nval tips = isEnabled(FeatureSwitch.Tips)\nisEnabled(Other)\n',
      }),
    ).toEqual(['Tips app/controllers/Cart.scala:2', 'feature-switch.new-cart app/controllers/Cart.scala:1']);
    expect(
      ownOf({
        'app/models/Flags.scala':
          'case object NewCartToggle extends FeatureFlagName {\n  override val name: String = "new-cart-toggle"\n}\ncase object UnusedToggle extends FeatureFlagName\n',
        'app/services/Cart.scala': 'featureFlagService.getAsEitherT(NewCartToggle)\nstore.get(UnusedToggle)\n',
      }),
    ).toEqual(['new-cart-toggle app/services/Cart.scala:1']);
  });

  it("are settings of Scala's that speak of features", () => {
    expect(
      ownOf({
        'build.sbt': '',
        'app/config/AppConfig.scala':
          'val a = configuration.get[Boolean]("microservice.services.features.new-cart")\nval b = config.getBoolean("features.tips.enabled")\nval c = configuration.get[Boolean]("play.http.secure")\n',
      }),
    ).toEqual([
      'features.tips.enabled app/config/AppConfig.scala:2',
      'microservice.services.features.new-cart app/config/AppConfig.scala:1',
    ]);
  });

  it("are fields of what a package of Go's holds for all", () => {
    expect(
      ownOf({
        'go.mod': 'module shop\n',
        'features/features.go':
          'package features\n\ntype Config struct {\n\tNewCart bool\n\tLimit int\n}\n\nfunc Get() Config {\n\treturn global\n}\n',
        'cart/cart.go': 'if features.Get().NewCart {}\nfeatures.Get().Limit\n',
      }),
    ).toEqual(['NewCart cart/cart.go:1']);
  });

  it('are named by constants in parentheses, and asked for by functions that say for whom', () => {
    expect(
      ownOf({
        'requirements.txt': '',
        'shop/flags/utils.py': 'def is_user_feature_flag_active(code, user):\n    return user.has(code)\n',
        'shop/mail.py':
          'MAIL_FEATURE_FLAG_NAME = (\n    "new-mail"\n)\nis_user_feature_flag_active(MAIL_FEATURE_FLAG_NAME, user)\n',
      }),
    ).toEqual(['new-mail shop/mail.py:4']);
  });

  it('are none of the examples in the documentation of a module', () => {
    expect(
      ownOf({
        ...store,
        'mix.exs': '',
        'lib/shop/cart.ex': '@doc """\n    iex> FeatureFlags.enabled?("an-example")\n"""\n',
      }),
    ).toEqual([]);
  });

  it('are none where an SDK is asked, or the environment by the name', () => {
    expect(
      ownOf({ ...store, 'mix.exs': '{:fun_with_flags, "~> 1.0"}', 'lib/a.ex': 'FeatureFlags.enabled?("a_b")\n' }),
    ).toEqual([]);
    const asked = {
      'src/features.ts':
        'export function isFeatureEnabled(name: string): boolean {\n  return process.env[`FEATURE_${name}`] === "true";\n}\n',
      'src/cart.ts': "if (isFeatureEnabled('NEW_CART')) show();\n",
    };
    expect(ownOf(asked)).toEqual([]);
    expect(factsOf(asked).flags.map(({ key }) => key)).toEqual(['FEATURE_NEW_CART']);
  });

  it('are new where all that asks for them is', () => {
    const line = 'if FeatureFlags.enabled?("new_cart") do\n';
    expect(
      ownOf(
        { ...store, 'mix.exs': '', 'lib/shop/cart.ex': line },
        new Map([['lib/shop/cart.ex', { added: [{ line: 1, text: line }], deleted: [] }]]),
      ),
    ).toEqual(['new_cart lib/shop/cart.ex:1 new']);
  });
});
