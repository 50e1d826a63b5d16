import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** `id:key` of every key that the service's own code reads. */
function keysOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key, role }) =>
    role !== undefined || key === undefined || id === 'env' ? [] : [`${id}:${key}`],
  );
}

describe('flags that are values of a type of the project', () => {
  it("are named by the field that the type's method hands on", () => {
    expect(
      keysOf({
        'go.mod': 'module shop\nrequire github.com/Unleash/unleash-client-go/v4 v4.1.0\n',
        'features/feature.go':
          'package feature\n\nimport "github.com/Unleash/unleash-client-go/v4"\n\ntype Flag struct {\n\tName string\n\tEnv string\n}\n\nvar NewCart = &Flag{Name: "shop.new_cart", Env: "NEW_CART"}\n\n// var Old = &Flag{Name: "shop.old"}\nvar Tips = &Flag{Env: "TIPS", Name: "shop.tips"}\nvar Other = &Label{Name: "shop.label"}\n\nfunc Check(feature string) bool {\n\treturn unleash.IsEnabled(feature)\n}\n\nfunc (ff *Flag) IsEnabled() bool {\n\treturn ff.Name != "" && Check(ff.Name)\n}\n\nfunc (l *Label) String() string {\n\treturn l.Name\n}\n',
      }),
    ).toEqual(['unleash:shop.new_cart', 'unleash:shop.tips']);
  });

  it('are made by classes, too', () => {
    expect(
      keysOf({
        'requirements.txt': 'UnleashClient==5.0\n',
        'shop/flags.py':
          'from UnleashClient import UnleashClient\n\nclass Switch:\n    def __init__(self, name):\n        self.name = name\n\n    def on(self):\n        return unleash_client.is_enabled(self.name)\n\nclass Colour:\n    def text(self):\n        return self.name\n\nNEW_CART = Switch("new-cart")\nRED = Colour("red")\n',
      }),
    ).toEqual(['unleash:new-cart']);
  });
});

describe('keys of flags', () => {
  it('are put together of constants, and are none where one of them is not known', () => {
    expect(
      keysOf({
        'requirements.txt': 'edx-toggles==5\n',
        'shop/waffle.py':
          "from edx_toggles.toggles import WaffleSwitch\n\nGROUP = 'shop'\nNEW_CART = 'new_cart'\nNEW_CART_SWITCH = WaffleSwitch(f'{GROUP}.{NEW_CART}', module_name=__name__)\nOTHER = WaffleSwitch(f'{GROUP}.{UNKNOWN}', module_name=__name__)\n",
      }),
    ).toEqual(['waffle:shop.new_cart']);
  });

  it("are given to the project's own annotations, which are known by their definition", () => {
    expect(
      keysOf({
        'build.gradle.kts': 'dependencies {\n    implementation("org.ff4j:ff4j-core:2.1")\n}\n',
        'src/main/kotlin/FeatureFlagNames.kt': 'const val NEW_CART = "new-cart"\nconst val FAST_TIPS = "fast-tips"\n',
        'src/main/kotlin/WhenFeatureEnabled.kt': 'annotation class WhenFeatureEnabled(\n    val flagName: String,\n)\n',
        'src/main/kotlin/FeatureManager.kt':
          'import org.ff4j.FF4j\n\nclass FeatureManager : FF4j() {\n    fun checkFeature(featureName: String): Boolean = super.check(featureName)\n}\n',
        'src/main/kotlin/Cart.kt':
          'class Cart {\n    @WhenFeatureEnabled(NEW_CART)\n    fun show() = featureManager.checkFeature(FAST_TIPS)\n}\n',
      }),
    ).toEqual(['ff4j:fast-tips', 'ff4j:new-cart']);
  });

  it('are none of what is only called a flag, and none that a framework keeps for itself', () => {
    expect(
      keysOf({
        'build.gradle': "dependencies {\nimplementation 'com.launchdarkly:launchdarkly-java-server-sdk:7.0.0'\n}",
        'src/main/java/Config.java':
          'import com.launchdarkly.sdk.server.LDClient;\nclass Config { LDClient client; }\n',
        'src/main/java/CaseFlags.java':
          'class CaseFlags {\n  static final String URGENT_CODE = "C12";\n  static final String OPEN = "Open";\n}\n',
        'src/main/java/Cases.java':
          'class Cases {\n  Flag make() { return Flag.builder().flagCode(CaseFlags.URGENT_CODE).status(CaseFlags.OPEN).build(); }\n}\n',
      }),
    ).toEqual([]);
    expect(
      keysOf({
        'composer.json': '{ "require": { "laravel/pennant": "^1.0" } }',
        'app/FeatureNames.php':
          "<?php\nclass FeatureNames {\n  const NEW_CART = 'new_cart';\n  const NOBODY = '__laravel_null';\n}\n",
        'app/Cart.php':
          '<?php\nuse Laravel\\Pennant\\Feature;\n$a = Feature::active(FeatureNames::NEW_CART);\n$b = $query->where("scope", FeatureNames::NOBODY);\n',
      }),
    ).toEqual(['pennant:new_cart']);
  });

  it('are none that only documentation and snippets for others show', () => {
    expect(
      keysOf({
        'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["openfeature-sdk"]\n',
        'shop/flags.py':
          '"""\nclient.get_boolean_value("in-text", False)\n"""\nfrom openfeature import api\n\nclient = api.get_client()\non = client.get_boolean_value("new-cart", False)\n',
        'web/code-help/start.py': 'client = api.get_client()\nclient.get_boolean_value("of-help", False)\n',
      }),
    ).toEqual(['openfeature:new-cart']);
  });
});
