import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

const project =
  '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Microsoft.FeatureManagement.AspNetCore" Version="3.5.0" /></ItemGroup></Project>\n';
const names =
  'namespace Shop;\npublic static class FeatureFlags\n{\n    public const string NewCart = "ShopNewCart";\n    public const string Tips = nameof(Tips);\n    public const string Unread = "Unread";\n}\n';
const controller =
  'namespace Shop;\n[FeatureGate(FeatureFlags.Tips)]\npublic class CartController(IFeatureManager features)\n{\n    public async Task<bool> Show() => await features.IsEnabledAsync(FeatureFlags.NewCart);\n    // features.IsEnabledAsync("Former")\n}\n';

function switchesOf(texts: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  return factsOf(texts).flags.flatMap(({ id, key }) => (id === 'env' ? [key] : []));
}

describe("flags of .NET's feature management", () => {
  it('are switches of the environment, by the key that sets each, off with false', () => {
    const flags = factsOf({
      'Shop.csproj': project,
      'FeatureFlags.cs': names,
      'CartController.cs': controller,
      'Pages/Menu.cshtml':
        '<feature name="Menu">\n</feature>\n<feature negate="true" name="@FeatureFlags.Tips"></feature>\n',
      'Startup.cs':
        'if (configuration.Has(FeatureFlags.NewCart)) { }\nvar x = features.IsEnabledAsync(nameof(Features.Old));\n',
      'Shop.Tests/CartTests.cs': 'features.IsEnabledAsync("OnlyTested");\n',
    }).flags;
    expect(flags.map(({ id, key, off }) => `${id} ${key ?? ''} ${off ?? ''}`)).toEqual([
      'env FeatureManagement__Menu false',
      'env FeatureManagement__Old false',
      'env FeatureManagement__ShopNewCart false',
      'env FeatureManagement__Tips false',
    ]);
    expect(flags[2]?.evidence).toEqual([
      { file: 'CartController.cs', line: 5 },
      { file: 'Startup.cs', line: 1 },
    ]);
  });

  it('are none where a store of settings is asked for them, and none without its package', () => {
    expect(
      switchesOf({
        'Shop.csproj': project,
        'FeatureFlags.cs': names,
        'CartController.cs': controller,
        'Program.cs': 'builder.AddAzureAppConfiguration(options => options.UseFeatureFlags());\n',
      }),
    ).toEqual([]);
    expect(
      switchesOf({ 'Shop.csproj': '<Project />\n', 'FeatureFlags.cs': names, 'CartController.cs': controller }),
    ).toEqual([]);
  });
});
