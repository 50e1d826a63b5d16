import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags, with the value that turns each off where the code tells. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '', off, role }) =>
    id !== 'env' || role !== undefined ? [] : [off === undefined ? key : `${key} off=${off}`],
  );
}

describe('settings that are on or off and that the environment fills', () => {
  it("are the properties that Spring's code asks for so, by the key of the environment that sets each", () => {
    expect(
      flagsOf({
        'src/main/java/shop/Mail.java':
          'package shop;\n\n@Component\n@ConditionalOnProperty(prefix = "shop.mail", name = "enabled", havingValue = "true")\nclass Mail {\n  @Value("${features.new-cart:false}") private boolean newCart;\n  @Value("${features.cart-size}") private int size;\n  @Value("${shop.tips.enabled}")\n  private Boolean tips;\n  // @Value("${features.gone:true}") boolean gone;\n}\n',
        'src/main/java/shop/Letters.java':
          '@ConditionalOnProperty(name = "letters.url", havingValue = "false")\n@ConditionalOnProperty("spring.flyway.enabled")\nclass Letters {}\n',
        'src/main/kotlin/shop/Switches.kt':
          'class Switches(private val environment: Environment) {\n  fun isOn(feature: Feature) = environment.getProperty(feature.label, Boolean::class.java, false)\n}\n\nenum class Feature(val label: String) {\n  AUDIT("feature.audit.enabled"),\n}\n',
      }),
    ).toEqual([
      'FEATURES_NEWCART off=false',
      'FEATURE_AUDIT_ENABLED off=false',
      'SHOP_MAIL_ENABLED off=false',
      'SHOP_TIPS_ENABLED off=false',
    ]);
  });

  it('are left to the key that the settings of Spring take them from', () => {
    expect(
      flagsOf({
        'src/main/resources/application.yml': 'shop:\n  tips:\n    enabled: ${TIPS_ENABLED:false}\n',
        'src/main/java/shop/Tips.java': '@ConditionalOnProperty("shop.tips.enabled")\nclass Tips {}\n',
      }),
    ).toEqual(['TIPS_ENABLED off=false']);
  });

  it('are what a Go program asks viper for, where the environment fills its settings', () => {
    const program =
      'package main\n\nfunc serve(cfg *viper.Viper) {\n\tif cfg.GetBool("cart.enabled") || cfg.GetBool("demo.mode") {\n\t\topen()\n\t}\n\t_ = cfg.GetBool("log.color")\n}\n';
    const settings = (more: string): string =>
      `package config\n\nfunc Get() *viper.Viper {\n\toptions := viper.New()\n\toptions.AutomaticEnv()\n${more}\treturn options\n}\n`;
    expect(
      flagsOf({
        'cmd/serve.go': program,
        'config/config.go': settings(
          '\toptions.SetEnvPrefix("shop")\n\toptions.SetEnvKeyReplacer(strings.NewReplacer("-", "_", ".", "_"))\n',
        ),
      }),
    ).toEqual(['SHOP_CART_ENABLED off=false', 'SHOP_DEMO_MODE off=false']);
    expect(flagsOf({ 'cmd/serve.go': program, 'config/config.go': settings('') })).toEqual([]);
    expect(flagsOf({ 'cmd/serve.go': program })).toEqual([]);
  });

  it('are what viper is told to be on or off where nobody says otherwise', () => {
    expect(
      flagsOf({
        'config/config.go':
          'package config\n\nfunc Load() {\n\tv.SetDefault("features.tips.enabled", false)\n\tv.SetDefault("options.enable_news", true)\n\tv.SetDefault("features.size", 3)\n\tv.SetDefault("clients.devel_org", false)\n\tv.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))\n\tv.AutomaticEnv()\n}\n',
      }),
    ).toEqual(['FEATURES_TIPS_ENABLED off=false', 'OPTIONS_ENABLE_NEWS off=false']);
  });

  it("are what .NET's code asks for so, by the key of the environment that sets each", () => {
    expect(
      flagsOf({
        'src/Shop/Program.cs':
          'var a = configuration.GetValue<bool>("Cart:UsePreview");\nvar b = bool.Parse(configuration["Cart:ShowTips"] ?? "false");\nvar c = configuration.GetValue<int>("Cart:UseSize");\n// configuration.GetValue<bool>("Cart:Gone");\n',
      }),
    ).toEqual(['Cart__ShowTips off=false', 'Cart__UsePreview off=false']);
  });
});
