import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys that the service's own code asks for. */
function keysOf(texts: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  return factsOf(texts).flags.flatMap(({ key, role }) => (key === undefined || role !== undefined ? [] : [key]));
}

const npm = (name: string): string => JSON.stringify({ name: 'shop', dependencies: { [name]: '^1.0.0' } });

describe('flags that a function of the project hands on to an SDK', () => {
  it('are those it is given, whatever the function is called and whichever argument names the flag', () => {
    expect(
      keysOf({
        'package.json': npm('posthog-node'),
        'lib/asking.ts':
          'import { PostHog } from "posthog-node";\nexport const getPostHogFlag = async (\n  person: string,\n  flagKey: string,\n): Promise<boolean> => {\n  return (await client.getFeatureFlag(flagKey, person)) === true;\n};\n',
        'pages/cart.tsx':
          'import { getPostHogFlag } from "../lib/asking";\nconst [a] = await Promise.all([getPostHogFlag(user.id, "new-cart"), other(user.id, "no-flag")]);\n',
      }),
    ).toEqual(['new-cart']);
  });

  it('are those of constants, through a wrapper of a wrapper', () => {
    expect(
      keysOf({
        'requirements.txt': 'UnleashClient==6.0\n',
        'shop/switches.py':
          'from UnleashClient import UnleashClient\n\nUNLEASH = Unleash()\nFLAG_NEW_CART = "shop.new-cart"\nFLAG_UNUSED = "shop.unused"\n\ndef value_and_fallback(flag_name: str, context):\n    return UNLEASH.client.is_enabled(flag_name, context=context), True\n\n\ndef get_flag_value(flag_name: str, org: str) -> bool:\n    return value_and_fallback(flag_name, {"org": org})[0]\n',
        'shop/cart.py':
          'from .switches import FLAG_NEW_CART\nfrom .switches import get_flag_value\n\nif get_flag_value(\n    FLAG_NEW_CART, org\n):\n    pass\n',
      }),
    ).toEqual(['shop.new-cart']);
  });

  it('are those of a plainly named method only when its own class is asked', () => {
    expect(
      keysOf({
        'build.gradle': "dependencies {\nimplementation 'com.launchdarkly:launchdarkly-java-server-sdk:7.0.0'\n}",
        'src/main/java/shop/LaunchDarklyFeatureToggler.java':
          'package shop;\nimport com.launchdarkly.sdk.server.LDClient;\npublic class LaunchDarklyFeatureToggler implements FeatureToggler {\n  public boolean getValue(String key, Boolean fallback) {\n    return client.boolVariation(key, context(), fallback);\n  }\n}\n',
        'src/main/java/shop/Cart.java':
          'package shop;\nclass Cart {\n  private final FeatureToggler featureToggler;\n  boolean shown() {\n    return featureToggler.getValue("new-cart", false) && settings.getValue("colour", false);\n  }\n}\n',
      }),
    ).toEqual(['new-cart']);
    expect(
      keysOf({
        'go.mod': 'module shop\n\nrequire github.com/launchdarkly/go-server-sdk/v6 v6.2.1\n',
        'pkg/flags/client.go':
          'package flags\n\nimport ld "github.com/launchdarkly/go-server-sdk/v6"\n\nconst NewCartKey = "newCart"\n\nfunc GetBool(client *ld.LDClient, who Person, key string, fallback bool) (bool, error) {\n\treturn client.BoolVariation(key, contextOf(who), fallback)\n}\n',
        'cart/cart.go':
          'package cart\n\nfunc show() {\n\ton, err := flags.GetBool(client, who, flags.NewCartKey, false)\n\tcolour := settings.GetBool(client, who, "colour", false)\n}\n',
      }),
    ).toEqual(['newCart']);
  });

  it("are those of a Ruby class's constants, which are symbols", () => {
    expect(
      keysOf({
        Gemfile: "gem 'flipper'\n",
        'app/models/feature_flag.rb':
          'class FeatureFlag\n  NEW_CART = :new_cart\n\n  class << self\n    def enabled?(flag_name, actor = nil)\n      Flipper.enabled?(flag_name, actor)\n    end\n  end\nend\n',
        'app/a.rb':
          'class A\n  PAGES_FLAG = :new_pages\n  def a = FeatureFlag.enabled?(FeatureFlag::NEW_CART, user) || Flipper.enabled?(PAGES_FLAG, user)\nend\n',
        'app/views/b.html.erb': '<%= render "row", feature_flag: :new_row %>\n',
      }),
    ).toEqual(['new_cart', 'new_pages', 'new_row']);
  });
});

describe('flags that are members of a list of the project', () => {
  it('are all that the code names, once one is given to an SDK', () => {
    const list =
      'export enum FeatureFlags {\n  NewCart = "new-cart",\n  NewMenu = "new-menu",\n  Unused = "unused",\n}\nexport enum FeaturePlans {\n  Gold = "gold",\n}\n';
    expect(
      keysOf({
        'package.json': npm('posthog-js'),
        'src/common/names.ts': `// of PostHog's FeatureFlags\n${list}`,
        'src/cart.tsx':
          'import { useFeatureFlagEnabled } from "posthog-js/react";\nconst on = useFeatureFlagEnabled(\n  FeatureFlags.NewCart,\n);\n',
        'src/menu.tsx': 'const items = [{ behind: FeatureFlags.NewMenu, plan: FeaturePlans.Gold }];\n',
      }),
    ).toEqual(['new-cart', 'new-menu']);
  });

  it('are those that an attribute of C# names', () => {
    expect(
      keysOf({
        'Shop.csproj':
          '<Project><ItemGroup><PackageReference Include="LaunchDarkly.ServerSdk" Version="8" /></ItemGroup></Project>',
        'Shop/Constants.cs':
          'using LaunchDarkly.Sdk;\npublic static class FeatureFlagKeys\n{\n    public const string NewCart = "new-cart";\n    public const string Report = "cart-report";\n    public const string OfClients = "of-clients";\n}\n',
        'Shop/Cart.cs': 'if (_features.IsEnabled(FeatureFlagKeys.NewCart)) { }\n',
        'Shop/ReportController.cs': '[RequireFeature(FeatureFlagKeys.Report)]\npublic class ReportController { }\n',
      }),
    ).toEqual(['cart-report', 'new-cart']);
  });
});

describe('flags that components take from all of them', () => {
  it("are the properties that they read of LaunchDarkly's", () => {
    expect(
      keysOf({
        'package.json': npm('launchdarkly-react-client-sdk'),
        'src/config/flags.ts': "export const BANNER_FLAG = 'banner-text';\nexport const UNUSED_FLAG = 'unused';\n",
        'src/a.tsx':
          "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst flags = useFlags();\nconst { newCart, newMenu: shown, ...rest } = useFlags();\nif (flags.sandbox && flags?.beta && flags.keys()) show(other.flags.none);\n",
        'src/b.tsx':
          "import { LaunchDarklyContext } from './LaunchDarkly';\nconst { flags } = useContext(LaunchDarklyContext);\nshow(flags?.[BANNER_FLAG], flags[name]);\n",
        'src/c.tsx': 'const flags = parse(argv);\nif (flags.verbose) log();\n',
      }),
    ).toEqual(['banner-text', 'beta', 'newCart', 'newMenu', 'sandbox']);
    expect(
      keysOf({
        'package.json': npm('flagsmith'),
        'src/a.tsx': "import { useFlags } from 'flagsmith/react';\nconst flags = useFlags(['new-cart', 'new-menu']);\n",
      }),
    ).toEqual(['new-cart', 'new-menu']);
  });
});

describe('switches of the environment', () => {
  it("are those of Symfony's configuration and attributes", () => {
    expect(
      keysOf({
        'composer.json': '{"name": "acme/shop"}',
        'config/services.yaml': "parameters:\n  new_cart: '%env(bool:FEATURE_NEW_CART)%'\n  mail: '%env(MAIL_URL)%'\n",
        'config/packages/test/twig.yaml': "twig:\n  globals:\n    x: '%env(bool:FEATURE_OF_TESTS)%'\n",
        'src/Cart.php':
          "<?php\nclass Cart {\n  public function __construct(\n    #[Autowire(env: 'HISTORY_ENABLED')]\n    private bool $history,\n  ) {}\n}\n",
      }),
    ).toEqual(['FEATURE_NEW_CART', 'HISTORY_ENABLED']);
  });

  it('are also those of programs of Cargo and of audit logs, and no value that overrides', () => {
    expect(
      keysOf({
        'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\n',
        'src/bin/shop/main.rs':
          'fn main() {\n  let pages = std::env::var("PAGES_ENABLED");\n  let audit = std::env::var("AUDIT_LOG_ENABLED");\n  let other = std::env::var("FEATURE_FLAG_OVERRIDE");\n  let log = std::env::var("ACCESS_LOG_ENABLED");\n}\n',
      }),
    ).toEqual(['AUDIT_LOG_ENABLED', 'PAGES_ENABLED']);
  });
});

describe('flags in files that speak of several SDKs', () => {
  it('belong to the SDK whose own call reads them', () => {
    const files = {
      'requirements.txt': 'openfeature-sdk==0.8\nflagsmith==4.0\n',
      'shop/integrations/flagsmith/client.py':
        'from flagsmith import Flagsmith\nfrom openfeature import api\n\ndef get_openfeature_client():\n    return api.get_client()\n',
      'shop/cart.py':
        'from integrations.flagsmith.client import get_openfeature_client\n\non = get_openfeature_client().get_boolean_value(\n    "new_cart", False\n)\n',
    };
    const found = factsOf(files).flags.filter(({ key }) => key !== undefined);
    expect(found.map(({ id, key }) => [id, key])).toEqual([['openfeature', 'new_cart']]);
  });

  it('count in the repository of the product itself where a function of its own hands them on', () => {
    expect(
      keysOf({
        'package.json': JSON.stringify({ name: 'flagsmith', dependencies: { '@flagsmith/flagsmith': '9.0.0' } }),
        'common/utils.ts':
          "import flagsmith from '@flagsmith/flagsmith';\nexport const Utils = {\n  getFlagsmithHasFeature(key: string) {\n    return flagsmith.hasFeature(key);\n  },\n};\n",
        'web/menu.tsx': "if (Utils.getFlagsmithHasFeature('new_menu')) show();\n",
        'web/snippets.ts': "export const snippet = `flagsmith.hasFeature('a_flag_of_users')`;\n",
      }),
    ).toEqual(['new_menu']);
  });

  it('are those that a method hands to the client that its class keeps, told by name', () => {
    expect(
      keysOf({
        'requirements.txt': 'UnleashClient==6.0\n',
        'shop/feature_flags.py':
          'from UnleashClient import UnleashClient\n\nclass FeatureFlags:\n    TOGGLE_NEW_CART = "shop.new-cart.enabled"\n    TOGGLE_OF_NOBODY = "shop.nobody"\n\n    def is_enabled(self, feature_name: str, context=None):\n        return self.client.is_enabled(feature_name, context)\n\n    def new_cart(self):\n        return self.is_enabled(\n            feature_name=self.TOGGLE_NEW_CART,\n        )\n',
      }),
    ).toEqual(['shop.new-cart.enabled']);
  });
});

describe('readers of settings', () => {
  it('are those of the environment by any usual name, and not those of an application', () => {
    expect(
      keysOf({
        'requirements.txt': 'flask==3.0\n',
        'shop/settings.py':
          'NEW_CART = ENVIRONMENT.bool("NEW_CART_ENABLED", default=False)\nCLOWDER = ENVIRONMENT.bool("CLOWDER_ENABLED")\n',
        'shop/views.py':
          "if current_app.config.get('MENU_ENABLED'):\n    pass\nif app.config.get('PAGES_ENABLED'):\n    pass\n",
        'src/main/resources/application.yaml':
          'feature:\n  b: ${POST_HEARINGS_FEATURE:false}\n  pat: ${FEATURE_OF_PAT:}\n',
      }),
    ).toEqual(['NEW_CART_ENABLED', 'POST_HEARINGS_FEATURE']);
  });

  it('take no type for the name of a flag, though a text is returned as one', () => {
    expect(
      keysOf({
        'build.gradle.kts': 'dependencies {\n    implementation("io.getunleash:unleash-client-java:12.0.0")\n}\n',
        'src/main/kotlin/shop/FeatureToggleConfig.kt':
          'package shop\nimport io.getunleash.Unleash\n\nobject Toggles {\n    const val NEW_CART = "shop.new-cart"\n}\n\nclass ToggleService(val unleash: Unleash) {\n    fun isEnabled(toggleId: String): Boolean = unleash.isEnabled(toggleId, false)\n}\n\nclass ByCluster : Strategy {\n    override fun getName(): String = "byCluster"\n}\n',
        'src/main/kotlin/shop/Cart.kt':
          'package shop\n\nfun cart(toggleService: ToggleService) = toggleService.isEnabled(Toggles.NEW_CART)\n',
      }),
    ).toEqual(['shop.new-cart']);
  });
});
