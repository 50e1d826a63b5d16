import { describe, expect, it } from 'vitest';
import { lastTexts } from '../../../../../src/core/facts/furtherReading';
import { factsOf } from '../../../../support/aWorkspace';

/** The keys of the environment that are flags, with the value that turns each off where the code tells. */
function flagsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return factsOf(texts).flags.flatMap(({ id, key = '', off }) =>
    id === 'env' ? [off === undefined ? key : `${key} off=${off}`] : [],
  );
}

describe('settings of on or off that a library fills from the environment', () => {
  const server =
    'use cart_settings::Settings as CartSettings;\n\nstatic PREFIX: &str = "shop";\n\n#[derive(Deserialize)]\npub struct Settings {\n    /// Port, the usual one (8000).\n    pub port: u16,\n    pub open_doors: bool,\n    pub show_hostname: bool,\n    pub cart: CartSettings,\n    #[serde(flatten)]\n    pub news: NewsSettings,\n}\n\nimpl Settings {\n    fn load() -> Result<Self, ConfigError> {\n        let builder = Config::builder().add_source(\n            Environment::with_prefix(&PREFIX.to_uppercase()).separator("__").prefix_separator("_"),\n        );\n        builder.build()?.try_deserialize::<Self>()\n    }\n}\n\npub struct NewsSettings {\n    send_weekly: Option<bool>,\n}\n';
  const cart =
    'pub struct Settings {\n    pub enabled: bool,\n    pub max_items: u32,\n    // pub gone: bool,\n    #[serde(rename = "guests")]\n    pub allow_guests: bool,\n}\n';

  it("are the fields of Rust's settings, in groups of other crates too", () => {
    expect(flagsOf({ 'server/src/settings.rs': server, 'cart-settings/src/lib.rs': cart })).toEqual([
      'SHOP_CART__ENABLED off=false',
      'SHOP_CART__GUESTS off=false',
      'SHOP_OPEN_DOORS off=false',
      'SHOP_SEND_WEEKLY off=false',
    ]);
    expect(flagsOf({ 'cart-settings/src/lib.rs': cart })).toEqual([]);
    const alone = { 'server/src/settings.rs': server };
    expect(lastTexts(Object.keys(alone), new Map(Object.entries(alone)))).toContain('struct Settings ');
  });

  it('are the fields of classes that Spring fills', () => {
    expect(
      flagsOf({
        'src/main/kotlin/shop/Features.kt':
          '@ConfigurationProperties(prefix = "shop.features")\ndata class Features(\n  val newCart: Boolean = false,\n  val size: Int,\n  val inner: Inner,\n) {\n  data class Inner(val other: Boolean)\n}\n',
        'src/main/java/shop/Mail.java':
          '@Component\n@ConfigurationProperties("shop.mail")\npublic class Mail {\n  private boolean sendWeekly;\n  private String from;\n\n  public boolean isSendWeekly() {\n    boolean local = sendWeekly;\n    return local;\n  }\n\n  static class Server {\n    private boolean ssl;\n  }\n}\n',
        'src/main/java/shop/Tips.java':
          '@ConfigurationProperties("shop.tips")\npublic record Tips(boolean showDaily, String text) {}\n',
      }),
    ).toEqual(['SHOP_FEATURES_NEWCART off=false', 'SHOP_MAIL_SENDWEEKLY off=false', 'SHOP_TIPS_SHOWDAILY off=false']);
  });

  it("are places of Dropwizard's and HOCON's configuration that are on or off without the environment", () => {
    expect(
      flagsOf({
        'src/main/resources/config/config.yaml':
          'queue:\n  run: ${RUN_CART_QUEUE:-true}\n  url: ${CART_QUEUE_URL:-http://queue}\n  mode: ${CART_MODE:-fast}\n',
        'src/test/resources/config/test-config.yaml': 'queue: ${RUN_TEST_QUEUE:-true}\n',
        'conf/application.conf':
          'shop {\n  guests = false\n  guests = ${?SHOP_TAKES_GUESTS}\n  colour = red\n  colour = ${?SHOP_COLOUR}\n}\n',
      }),
    ).toEqual(['RUN_CART_QUEUE off=false', 'SHOP_TAKES_GUESTS']);
  });

  it('are properties of what .NET binds to a section by a variable', () => {
    expect(
      flagsOf({
        'src/Shop/Startup.cs':
          'var shop = new ShopSettings();\nConfigurationBinder.Bind(configuration.GetSection("Shop"), shop);\n',
        'src/Shop/ShopSettings.cs':
          'namespace Shop;\n\npublic class ShopSettings\n{\n    public string Folder\n    {\n        get => "a";\n    }\n    public virtual bool DisableGuests { get; set; }\n\n    public class Inner\n    {\n        public bool EnableOther { get; set; }\n    }\n}\n',
      }),
    ).toEqual(['Shop__DisableGuests off=false']);
  });

  it("are what .NET's options say is on in sections within sections, under each section that fills them", () => {
    expect(
      flagsOf({
        'src/Shop/Startup.cs':
          'services.AddOptions<ShopOptions>("eu").Bind(configuration.GetSection("Shops:Eu"));\nservices.AddOptions<ShopOptions>("us")\n    .Bind(configuration.GetSection("Shops:Us"));\nservices.AddOptions<MetricsOptions>().BindConfiguration("Metrics");\n',
        'src/Shop/ShopOptions.cs':
          'namespace Shop;\n\npublic class ShopOptions\n{\n    public bool Enabled { get; set; } = true;\n    public string Colour { get; set; }\n    public GiftOptions Gifts { get; set; } = new();\n}\n\npublic class GiftOptions\n{\n    public bool AllowGuests { get; init; }\n    public bool Wrapped { get; init; }\n}\n\npublic class MetricsOptions\n{\n    public bool Enabled { get; set; }\n    public bool EnableRows { get; set; }\n}\n\npublic class OrderModel\n{\n    public bool Enabled { get; set; }\n}\n',
      }),
    ).toEqual([
      'Shops__Eu__Enabled off=false',
      'Shops__Eu__Gifts__AllowGuests off=false',
      'Shops__Us__Enabled off=false',
      'Shops__Us__Gifts__AllowGuests off=false',
    ]);
  });

  it('are settings that .NET compares, parses, or lets fall back to on or off', () => {
    expect(
      flagsOf({
        'src/Shop/Program.cs':
          'var a = builder.Configuration.GetValue("Cart:ShowTips", false);\nvar b = bool.TryParse(configuration["Cart:GuestsEnabled"], out var on) && on;\nvar c = configuration["Cart:EnableGifts"] == "true";\nvar d = configuration.GetSection("Cart:TakesOrders").Get<bool>();\nvar e = configuration.GetValue("Cart:Rows", 3);\nvar f = configuration["Cart:Colour"] == "red";\n',
      }),
    ).toEqual([
      'Cart__EnableGifts off=false',
      'Cart__GuestsEnabled off=false',
      'Cart__ShowTips off=false',
      'Cart__TakesOrders off=false',
    ]);
  });

  it('are settings that .NET asks for by a constant of the same class', () => {
    expect(
      flagsOf({
        'src/Shop/Endpoints.cs':
          'public static class Endpoints\n{\n    private const string FlagKey = "Registration:GuestsEnabled";\n    private const string RowsKey = "Cart:Rows";\n    bool IsOn(IConfiguration configuration) => configuration.GetValue<bool>(FlagKey);\n    int Rows(IConfiguration configuration) => configuration.GetValue<int>(RowsKey);\n}\n',
      }),
    ).toEqual(['Registration__GuestsEnabled off=false']);
  });
});
