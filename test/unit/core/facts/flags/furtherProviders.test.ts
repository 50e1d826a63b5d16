import { describe, expect, it } from 'vitest';
import { publishedFacts } from '../../../../../src/core/facts/publishedFacts';
import { factsOf } from '../../../../support/aWorkspace';

/** `id:key` of every key that the service's own code reads, and `id` where the library is declared. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key, role }) =>
    role !== undefined ? [] : [key === undefined ? id : `${id}:${key}`],
  );
}

const npm = (name: string): string => JSON.stringify({ name: 'shop', dependencies: { [name]: '^1.0.0' } });

describe('libraries of flags', () => {
  it("are Laravel's Pennant, by texts, by classes and for somebody", () => {
    expect(
      flagsOf({
        'composer.json': '{ "require": { "laravel/pennant": "^1.0" } }',
        'app/Cart.php':
          "<?php\nuse Laravel\\Pennant\\Feature;\nFeature::define('new-cart', fn () => false);\n$a = Feature::for($this->user())->active('quick-pay');\n$b = Feature::active(FastSearch::class);\n// Feature::active('old')\n$c = $user->features()->active('tips');\n$d = Feature::purge();\n",
        'resources/views/cart.blade.php': "@feature('banner')\n<b>New</b>\n@endfeature\n",
      }),
    ).toEqual([
      'pennant',
      'pennant:FastSearch',
      'pennant:banner',
      'pennant:new-cart',
      'pennant:quick-pay',
      'pennant:tips',
    ]);
  });

  it("are Elixir's FunWithFlags, also behind a function of the project", () => {
    expect(
      flagsOf({
        'mix.exs': 'defp deps do\n  [{:fun_with_flags, "~> 1.11"}]\nend\n',
        'lib/shop/flags.ex':
          'defmodule Shop.Flags do\n  def feature_on?(name, user) do\n    FunWithFlags.enabled?(name, for: user)\n  end\nend\n',
        'lib/shop/cart.ex':
          'if FunWithFlags.enabled?(:new_cart, for: user) do\n  Shop.Flags.feature_on?(:tips, user)\nend\nFunWithFlags.all_flags()\n',
      }),
    ).toEqual(['fun-with-flags', 'fun-with-flags:new_cart', 'fun-with-flags:tips']);
  });

  it("are those of Rails' Flipflop, each of which has a method of its own", () => {
    expect(
      flagsOf({
        Gemfile: 'gem "flipflop"\n',
        'app/models/cart.rb': 'show if Flipflop.enabled?(:new_cart)\ntell if Flipflop.tips?\n',
      }),
    ).toEqual(['flipflop', 'flipflop:new_cart', 'flipflop:tips']);
  });

  it("are Django's flags, Togglz and FF4J", () => {
    expect(
      flagsOf({
        'requirements.txt': 'django-flags==5.0\n',
        'shop/views.py':
          "from flags.state import flag_enabled\nfrom flags.decorators import flag_required\n\n@flag_required('TIPS')\ndef tips(request):\n    return flag_enabled('NEW_CART', request=request)\n",
      }),
    ).toEqual(['django-flags', 'django-flags:NEW_CART', 'django-flags:TIPS']);
    expect(
      flagsOf({
        'build.gradle': "dependencies {\nimplementation 'org.togglz:togglz-core:4.0'\n}",
        'src/main/java/A.java':
          'import org.togglz.core.Feature;\nboolean a = ShopFeatures.NEW_CART.isActive() || featureManager.isActive(ShopFeatures.TIPS) || Order.OPEN.isActive();\n',
      }),
    ).toEqual(['togglz', 'togglz:NEW_CART', 'togglz:TIPS']);
    expect(
      flagsOf({
        'build.gradle': "dependencies {\nimplementation 'org.ff4j:ff4j-core:1.9'\n}",
        'src/main/java/A.java': 'import org.ff4j.FF4j;\nif (ff4j.check("new-cart")) { }\n',
      }),
    ).toEqual(['ff4j', 'ff4j:new-cart']);
  });

  it.each([
    ['configcat', 'configcat-node', "const on = await configCatClient.getValueAsync('new-cart', false);"],
    ['configcat', '@configcat/sdk', "const on = await client.getValueAsync('new-cart', false);"],
    ['devcycle', '@devcycle/nodejs-server-sdk', "dvcClient.variableValue(user, 'new-cart', false)"],
    ['devcycle', '@devcycle/react-client-sdk', "useVariableValue('new-cart', false)"],
    ['split', '@splitsoftware/splitio', "client.getTreatment(userId, 'new-cart')"],
    ['optimizely', '@optimizely/optimizely-sdk', "userContext.decide('new-cart')"],
  ])('are %s with %s', (id, name, text) => {
    expect(flagsOf({ 'package.json': npm(name), 'src/a.ts': `import * as sdk from '${name}';\n${text}\n` })).toEqual([
      id,
      `${id}:new-cart`,
    ]);
  });

  it('are told apart by the command line, whose contract names none of them', () => {
    const published = publishedFacts(
      factsOf({
        'package.json': npm('@devcycle/react-client-sdk'),
        'src/a.ts':
          "import { useVariableValue } from '@devcycle/react-client-sdk';\nuseVariableValue('new-cart', false);\nconst a = process.env.ENABLE_TIPS === 'true';\n",
      }),
    );
    expect(published.flags.map(({ id, key }) => `${id}:${key ?? ''}`)).toEqual(['env:ENABLE_TIPS']);
    expect(published.otherFlags.map(({ id, key }) => `${id}:${key ?? ''}`)).toEqual(['devcycle:', 'devcycle:new-cart']);
  });
});
