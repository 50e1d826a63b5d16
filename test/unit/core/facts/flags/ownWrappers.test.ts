import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys that the service's own code asks for. */
function keysOf(texts: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  return factsOf(texts).flags.flatMap(({ key, role }) => (key === undefined || role !== undefined ? [] : [key]));
}

describe("flags that are asked for through a project's own code", () => {
  it('are those that a class of toggles is asked for', () => {
    expect(
      keysOf({
        Gemfile: 'gem "unleash"\n',
        'lib/toggles.rb':
          'require "unleash"\nclass Toggles\n  def self.enabled?(name)\n    Unleash::Client.new.is_enabled?(name)\n  end\nend\n',
        'lib/cart.rb': 'render if Helper::Toggles.enabled?("new-cart") && account.enabled?("not-a-flag")\n',
      }),
    ).toEqual(['new-cart']);
    expect(
      keysOf({
        'pyproject.toml': '[tool.poetry.dependencies]\nlaunchdarkly-server-sdk = "9"\n',
        'shop/flags.py':
          'from ldclient import get\n\nclass Flags:\n    def is_on(self, flag):\n        return get().variation(flag, None, False)\n',
        'shop/cart.py': 'from .flags import flags\n\nif flags.is_on("new-cart", default=False):\n    pass\n',
      }),
    ).toEqual(['new-cart']);
  });

  it('are those that a function named for flags is asked for, where the SDK or its name stands beside it', () => {
    expect(
      keysOf({
        'requirements.txt': 'django-waffle==5.0\n',
        'shop/utils.py':
          'from waffle import get_waffle_flag_model\n\ndef flag_is_active_in_task(flag_name: str, user):\n    return get_waffle_flag_model().get(flag_name)\n',
        'shop/mail.py': 'if flag_is_active_in_task("new_mail", user):\n    feature_of_nobody("no_flag", 1)\n',
        'web/waffle.ts':
          'export function isFlagActive(data: Data, flagName: string) {\n  return data.WAFFLE_FLAGS.includes(flagName);\n}\n',
        'web/menu.tsx': 'import { isFlagActive } from "./waffle";\nif (isFlagActive(props.data, "new_menu")) show();\n',
      }),
    ).toEqual(['new_mail', 'new_menu']);
  });

  it('are the typed constants of a Go package of flags', () => {
    expect(
      keysOf({
        'go.mod': 'module shop\n\nrequire github.com/open-feature/go-sdk v1.15.0\n',
        'pkg/flags/constants.go':
          'package flags\n\nconst (\n\t// NewCart shows the new cart.\n\tNewCart Experiment = "new_cart"\n\tOldCart Experiment = "old_cart"\n)\n',
        'cart/cart.go':
          'package cart\n\nfunc show() {\n\tif flags.Bool(ctx, s.featureFlags, flags.NewCart) {\n\t}\n}\n',
      }),
    ).toEqual(['new_cart']);
  });

  it('are constants in any language, also where the argument is named', () => {
    expect(
      keysOf({
        'build.gradle.kts': 'dependencies {\n  implementation("io.getunleash:unleash-client-java:9.2.0")\n}\n',
        'src/main/kotlin/Toggle.kt':
          'package shop.unleash\n\nenum class Toggle(val id: String) {\n  VELG_ÅRSAK("shop.velg-arsak"),\n  VIS_YTELSER("shop.vis-ytelser"),\n}\n',
        'src/main/kotlin/Klage.kt':
          'import io.getunleash.Unleash\nval a = service.isEnabled(Toggle.VELG_ÅRSAK)\nval b = service.isEnabled(toggle = Toggle.VIS_YTELSER)\n',
      }),
    ).toEqual(['shop.velg-arsak', 'shop.vis-ytelser']);
  });

  it('are those made as objects where the SDK is spoken of', () => {
    const made = "export const features = { cart: new Feature('new_cart', false) };\n";
    const texts = { 'package.json': JSON.stringify({ dependencies: { '@growthbook/growthbook': '1' } }) };
    expect(
      keysOf({ ...texts, 'src/growthbook.ts': `import { GrowthBook } from '@growthbook/growthbook';\n${made}` }),
    ).toEqual(['new_cart']);
    expect(keysOf({ ...texts, 'src/map.ts': made })).toEqual([]);
  });

  it("are those that the project's own hook takes from all that the SDK's hook gives", () => {
    expect(
      keysOf({
        'package.json': JSON.stringify({ name: 'shop', dependencies: { 'launchdarkly-react-client-sdk': '^3.0.0' } }),
        'src/shared/flags.ts':
          "import { useFlags as useAllFlags } from 'launchdarkly-react-client-sdk';\n\n/*\n  const { example } = useFlags({ example: false });\n*/\nexport function useFlags(fallback?: Flags) {\n  const all = useAllFlags();\n  return config.key ? all : fallback;\n}\n",
        'src/Cart.tsx':
          "import { useFlags } from 'shared/flags';\n\nconst { newCart: shown } = useFlags({\n  newCart: false,\n});\n",
      }),
    ).toEqual(['newCart']);
  });

  it('are found by a function of the project that is given one, wherever nothing else speaks of flags', () => {
    expect(
      keysOf({
        'package.json': JSON.stringify({ name: 'shop', dependencies: { '@unleash/nextjs': '^1.0.0' } }),
        'src/toggles.tsx':
          "import { IToggle } from '@unleash/nextjs';\n\nexport function useToggle(name: string): IToggle {\n  return useContext(Toggles).find((each) => each.name === name);\n}\n",
        'src/Cart.tsx': "const cart = useToggle('new-cart');\n",
      }),
    ).toEqual(['new-cart']);
  });

  it('may have spaces in their names', () => {
    expect(
      keysOf({
        Gemfile: 'gem "flipper"\n',
        'app/services/feature.rb':
          'class Feature\n  CART_OPEN = "Cart open".freeze\n\n  def self.open?(user)\n    Flipper.enabled?(CART_OPEN, user)\n  end\nend\n',
      }),
    ).toEqual(['Cart open']);
  });

  it('are none that a class beside the SDK answers from its settings, nor the beginning of a name', () => {
    expect(
      keysOf({
        'package.json': '{"dependencies": {"@launchdarkly/node-server-sdk": "9"}}',
        'src/darklyClient.ts':
          'import * as ld from "@launchdarkly/node-server-sdk";\nexport class DarklyClient {\n  async ask(flag: string, usual: boolean) {\n    return ld.init("x").variation(flag, {}, usual);\n  }\n}\n',
        'src/featureToggles.ts':
          'import { DarklyClient } from "./darklyClient"; // launchdarkly\nexport class FeatureToggles {\n  static isEnabled (name: string): boolean {\n    return FeatureToggles.isAnyEnabled(name)\n  }\n\n  static isAnyEnabled (...names: string[]): boolean {\n    return names.some((name) => config.get(`toggles.${name}`))\n  }\n\n  async isNewCart (): Promise<boolean> {\n    return this.darklyClient.ask("new-cart", false)\n  }\n}\n',
        'src/cart.ts': 'if (FeatureToggles.isEnabled("closed-shop")) close();\n',
      }),
    ).toEqual(['new-cart']);
    expect(
      keysOf({
        'requirements.txt': 'django-waffle==5.0\n',
        'shop/pay.py':
          'import waffle\nfrom shop.offers.constants import OFFER_FLAG\n\nPAY_SWITCH = "pay_active_"\nif waffle.switch_is_active(PAY_SWITCH + name):\n    waffle.flag_is_active(request, OFFER_FLAG)\n',
        'shop/offers/constants.py': 'OFFER_FLAG = "offers.dynamic"\n',
      }),
    ).toEqual(['offers.dynamic']);
  });
});
