import { describe, expect, it } from 'vitest';
import { tellsFlagNames } from '../../../../../src/core/facts/flags/flagNames';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys that the service's own code asks for. */
function keysOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ key, role }) => (key === undefined || role !== undefined ? [] : [key]));
}

describe('flags that are asked for in other ways', () => {
  it('are those that asynchronous code of Django asks for', () => {
    expect(
      keysOf({
        'requirements.txt': 'django-waffle==5.0\n',
        'shop/views.py':
          'import waffle\nfrom waffle import switch_is_active\n\nasync def show(request):\n    if not await sync_to_async(waffle.flag_is_active)(\n        request, "new_cart"\n    ):\n        return await sync_to_async(switch_is_active)("tips")\n',
      }),
    ).toEqual(['new_cart', 'tips']);
  });

  it('stand in an object of objects that tell their keys', () => {
    const flags =
      'export const featureFlags = {\n  /** Shows the new cart. */\n  NEW_CART: {\n    flag: "new-cart",\n    defaultValue: false,\n  },\n  TIPS: { flag: "tips-2", defaultValue: true },\n  UNREAD: { flag: "unread" },\n} as const;\n';
    expect(
      keysOf({
        'package.json': '{"dependencies":{"launchdarkly-react-client-sdk":"3"}}',
        'src/featureFlags.ts': flags,
        'src/cart.tsx':
          'import { useLDClient } from "launchdarkly-react-client-sdk";\nconst client = useLDClient();\nconst a = client?.variation(\n  featureFlags.NEW_CART.flag,\n  featureFlags.NEW_CART.defaultValue\n);\nconst b = client?.variation(featureFlags.TIPS.flag, true);\n',
      }),
    ).toEqual(['new-cart', 'tips-2']);
  });

  it("are those in an object that a project's own function is given", () => {
    expect(
      keysOf({
        'package.json': '{"dependencies":{"@launchdarkly/node-server-sdk":"9"}}',
        'src/launchDarkly.ts':
          'import { LDClient } from "@launchdarkly/node-server-sdk";\nexport const service = { getFeatureFlag: async (args) => client.variation(args.flag, context(args.key), false) };\n',
        'src/cart.ts':
          'const on = await launchDarkly.getFeatureFlag({\n  key: user.email,\n  flag: "new-cart",\n});\nshow({ flag: "no-flag" });\n',
      }),
    ).toEqual(['new-cart']);
  });

  it("are none of a hook of the project's own that bears the SDK's name", () => {
    const uses = (from: string): string =>
      `import { useFlags } from "${from}";\nconst { newCart, resetAll } = useFlags();\nexport const title = "LaunchDarkly flags";\n`;
    const declared = '{"dependencies":{"launchdarkly-react-client-sdk":"3"}}';
    const own = 'export function useFlags() {\n  return { newCart: true, resetAll: () => undefined };\n}\n';
    expect(keysOf({ 'package.json': declared, 'src/useFlags.ts': own, 'src/app.tsx': uses('./useFlags') })).toEqual([]);
    expect(
      keysOf({
        'package.json': declared,
        'src/useFlags.ts': own,
        'src/app.tsx': uses('launchdarkly-react-client-sdk'),
      }),
    ).toEqual(['newCart', 'resetAll']);
  });

  it('are those that a class declares by a word of the project', () => {
    expect(
      keysOf({
        Gemfile: "gem 'flagsmith'\n",
        'lib/backed.rb':
          'require "flagsmith"\nmodule Backed\n  def backed_flag(method_name, name:, only: nil)\n    flag_name = name.to_s\n    define_method(method_name) { config_flag(flag_name, method_name:) }\n  end\n\n  def config_flag(flag_name, method_name:)\n    flags = FlagsmithClient.instance.get_flags_for(identity)\n    flags.get_flag(flag_name).enabled?\n  end\nend\n',
        'lib/config.rb':
          'require "flagsmith"\nmodule Config\n  extend Backed\n  backed_flag :cart_enabled?, name: :new_cart, only: %i[uk]\nend\n',
      }),
    ).toEqual(['new_cart']);
  });

  it('have their names in files of flags and switches', () => {
    expect(
      ['shop/flags/names.py', 'shop/switch_names.py', 'src/features.ts', 'shop/names.py', 'src/switch.css'].filter(
        tellsFlagNames,
      ),
    ).toEqual(['shop/flags/names.py', 'shop/switch_names.py', 'src/features.ts']);
  });
});
