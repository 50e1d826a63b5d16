import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys that the service's own code asks for, with the place of the first. */
function keysOf(texts: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  return factsOf(texts).flags.flatMap(({ key, role }) => (key === undefined || role !== undefined ? [] : [key]));
}

const npm = (name: string): string => JSON.stringify({ name: 'shop', dependencies: { [name]: '^1.0.0' } });

describe('lists of flags', () => {
  it('are all asked for where the code goes through them', () => {
    const constants = [
      "export enum Gates {\n  newCart = 'new_cart',\n  // tips = 'tips',\n  gone = 'gone_page',\n}\n",
      "export enum Colours {\n  red = 'red',\n}\n",
    ].join('\n');
    expect(
      keysOf({
        'package.json': npm('@statsig/react-bindings'),
        'src/constants/statsig.ts': constants,
        'src/useGates.ts':
          "import { useStatsigClient } from '@statsig/react-bindings';\nimport { Gates, Colours } from './constants/statsig';\nexport const useGates = () => {\n  const { checkGate } = useStatsigClient();\n  return Object.values(Gates).reduce((all, gate) => ({ ...all, [gate]: checkGate(gate) }), {});\n};\nexport const colours = () => {\n  const named = Object.values(Colours).includes(colour);\n  return named && checkGate(page.gate);\n};\nexport const one = (gate) => checkGate(gate);\n",
      }),
    ).toEqual(['gone_page', 'new_cart']);
  });

  it('are the names of the entries where those are gone through, and the words of a plain list', () => {
    expect(
      keysOf({
        Gemfile: "gem 'flipper'\n",
        'lib/shop/feature_toggle.rb':
          'module Shop\n  module FeatureToggle\n    CURRENT = {\n      "new-cart" => <<~TEXT,\n        An object for the cart.\n      TEXT\n      "tips" => "Tips, at last",\n    }.freeze\n\n    def self.setup!\n      CURRENT.each_key do |name|\n        Flipper.feature(name).add\n      end\n    end\n\n    def self.enabled?(name, *actors)\n      actors.any? { |actor| Flipper.enabled?(name, actor) }\n    end\n  end\nend\n',
        'app/helpers/application_helper.rb':
          'module ApplicationHelper\n  def feature?(name, *actors)\n    Shop::FeatureToggle.enabled?(name, *actors)\n  end\nend\n',
        'app/views/cart.html.haml': '- if feature?(:grid, current_user)\n',
        'db/migrate/20260101000000_switch_on.rb': 'class SwitchOn\n  def up = Flipper.enable(:old_row)\nend\n',
      }),
    ).toEqual(['grid', 'new-cart', 'tips']);
    expect(
      keysOf({
        'requirements.txt': 'posthog==3.0\n',
        'shop/flags.py':
          'import posthog\n\nSERVED_FLAGS = [\n    "new-cart",\n    "tips",\n]\n\ndef served(person):\n    return {flag: posthog.feature_enabled(flag, person) for flag in SERVED_FLAGS}\n',
        'shop/loop.py':
          'import posthog\nfrom .flags import SERVED_FLAGS\n\ndef log(person):\n    for flag in SERVED_FLAGS:\n        print(posthog.feature_enabled(flag, person))\n',
      }),
    ).toEqual(['new-cart', 'tips']);
  });

  it('are all asked for where a word from outside names one', () => {
    expect(
      keysOf({
        'build.gradle': "dependencies {\nimplementation 'io.getunleash:unleash-client-java:9.0.0'\n}",
        'src/main/kotlin/shop/FeatureToggle.kt':
          'package shop\n\nenum class FeatureToggle(val key: String) {\n    NEW_CART("shop.new-cart"),\n    TIPS("shop.tips"),\n}\n',
        'src/main/kotlin/shop/ToggleService.kt':
          'package shop\nimport io.getunleash.Unleash\n\nclass ToggleService(private val unleash: Unleash) {\n    fun isEnabledFor(feature: FeatureToggle) = unleash.isEnabled(feature.key)\n\n    fun isOn(toggleId: String) = unleash.isEnabled(toggleId)\n\n    fun read(dataset: String = "shop-letters") = isOn(dataset)\n}\n',
        'src/main/kotlin/shop/Routes.kt':
          'package shop\n\nfun routes(toggleService: ToggleService) {\n    val feature: FeatureToggle by call.parameters\n    call.respond(toggleService.isEnabledFor(feature))\n    toggleService.isEnabledFor(FeatureToggle.TIPS)\n}\n',
      }),
    ).toEqual(['shop.new-cart', 'shop.tips']);
  });
});

describe('names of flags', () => {
  it('are found wherever the constant stands, if it stands for one thing only', () => {
    expect(
      keysOf({
        'package.json': npm('@growthbook/growthbook'),
        'src/lib/growthbook.ts':
          'import type { GrowthBook } from "@growthbook/growthbook";\nexport const ENABLE_NEW_JOBS = "enable-new-jobs";\nexport const TWO_THINGS_SAID = "one";\n',
        'src/lib/other.ts': '// growthbook\nexport const TWO_THINGS_SAID = "two";\n',
        'src/page.ts':
          'import { ENABLE_NEW_JOBS, TWO_THINGS_SAID } from "./lib/growthbook";\nexport const a = (gb) => gb.isOn(ENABLE_NEW_JOBS) || gb.isOn(TWO_THINGS_SAID);\n',
      }),
    ).toEqual(['enable-new-jobs']);
    expect(
      keysOf({
        'go.mod': 'module shop\n\nrequire github.com/Unleash/unleash-client-go/v4 v4.5.0\n',
        'internal/unleash/unleash.go':
          'package unleash\n\nimport "github.com/Unleash/unleash-client-go/v4"\n\ntype Name string\n\nconst (\n\tNewCart Name = "shop.new-cart"\n)\n\nfunc Enabled(flag Name) bool {\n\treturn unleash.IsEnabled(string(flag), unleash.WithFallback(true))\n}\n',
        'cart/cart.go':
          'package cart\n\nimport "shop/internal/unleash"\n\nfunc show() bool { return unleash.Enabled(unleash.NewCart) }\n',
      }),
    ).toEqual(['shop.new-cart']);
  });

  it('are the first of what a member of an enum is made of', () => {
    expect(
      keysOf({
        'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["django-waffle"]\n',
        'shop/flags.py':
          'from enum import Enum\n\nclass Flags(Info, Enum):\n    NEW_CART = ("flag_new_cart", "The new cart")\n    TIPS = (\n        "flag_tips",\n        "Tips",\n    )\n    UNUSED = ("flag_unused", "Nobody asks")\n',
        'shop/cart.py':
          'from waffle import flag_is_active\nfrom .flags import Flags\n\ndef cart(request):\n    if not flag_is_active(\n        request, Flags.NEW_CART.slug\n    ):\n        return active_for_team(Flags.TIPS)\n    return Flag.get("flag_sso")\n',
      }),
    ).toEqual(['flag_new_cart', 'flag_sso', 'flag_tips']);
  });

  it('are members of all flags that a page was given, as far as a constant stands for one', () => {
    expect(
      keysOf({
        'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["django-waffle"]\n',
        'shop/flags.py': 'NEW_CART = "new_cart"\nTIPS = "tips"\n',
        'shop/views.py': 'from waffle import flag_is_active\n\nfrom . import flags\n',
        'shop/templates/cart.html':
          '{% load waffle_tags %}\n{% if FEATURE_FLAGS.new_cart %}{% endif %}{% for k in FEATURE_FLAGS.items %}{% endfor %}\n',
      }),
    ).toEqual(['new_cart']);
  });

  it('are those that a plainly named method of an instance is given', () => {
    expect(
      keysOf({
        'requirements.txt': 'launchdarkly-server-sdk==9.0\n',
        'shop/services/flags.py':
          'import ldclient\n\nclass Flags:\n    @staticmethod\n    def value(flag: str, user=None):\n        return ldclient.get().variation(flag, user, None)\n',
        'shop/cart.py': 'from shop.services import flags\n\nkinds = flags.value("kinds-of-carts").split()\n',
      }),
    ).toEqual(['kinds-of-carts']);
  });

  it('are not asked of a function that the text defines for itself', () => {
    expect(
      keysOf({
        'build.gradle': "dependencies {\nimplementation 'com.launchdarkly:launchdarkly-java-server-sdk:7.0.0'\n}",
        'src/main/java/shop/DarklyClient.java':
          'package shop;\nimport com.launchdarkly.sdk.server.LDClient;\npublic class DarklyClient {\n  public boolean isFeatureEnabled(String feature) {\n    return client.boolVariation(feature, context, false);\n  }\n}\n',
        'src/main/java/shop/Features.java': 'package shop;\npublic enum Features {\n  NEW_CART("newCartEnabled");\n}\n',
        'src/main/java/shop/FeatureToggleService.java':
          'package shop;\npublic class FeatureToggleService {\n  private boolean isFeatureEnabled(Features feature) {\n    return Boolean.parseBoolean(toggle.get(feature.getName()));\n  }\n  public boolean isNewCart() {\n    return isFeatureEnabled(Features.NEW_CART);\n  }\n}\n',
        'src/main/java/shop/Cart.java':
          'package shop;\nclass Cart {\n  boolean shown() {\n    return darklyClient.isFeatureEnabled("tips");\n  }\n}\n',
      }),
    ).toEqual(['tips']);
  });
});
