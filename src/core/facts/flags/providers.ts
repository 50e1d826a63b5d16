import { call, callSecond, type FlagProvider, literal, literalOrConstant, symbol } from './providerCalls';
import { furtherProviders } from './furtherProviders';

/**
 * Feature flag SDKs. Names and calls are those of their references:
 * https://launchdarkly.com/docs/sdk https://docs.getunleash.io/reference/sdks https://docs.flagsmith.com/clients/
 * https://docs.growthbook.io/lib https://openfeature.dev/docs/reference/sdks https://posthog.com/docs/feature-flags
 * https://docs.statsig.com/sdks/getting-started https://www.flippercloud.io/docs/features
 * https://waffle.readthedocs.io/en/stable/usage/
 */
export const flagProviders: readonly FlagProvider[] = [
  {
    id: 'launchdarkly',
    dependency:
      /^(?:@launchdarkly\/(?!.*\b(?:api|cli|eslint|session-replay|observability)\b)[\w.-]+|launchdarkly-[\w-]*(?:sdk|client|server|openfeature)[\w-]*|gatsby-plugin-launchdarkly|ldclient-[\w-]+|launchdarkly\/server-sdk[\w-]*|launchdarkly[-_]server[-_]sdk|launchdarkly\.(?:server|client)sdk[\w.]*|ldclient|com\.launchdarkly:(?!api-client)[\w.-]+|(?:github\.com|gopkg\.in)\/launchdarkly\/go-(?:server-sdk|client)[\w./-]*|ex_launchdarkly|launchdarkly)$/iu,
    module:
      /^(?:@launchdarkly\/(?!.*\bapi\b)|launchdarkly-(?!.*\bapi\b)|ldclient|com\.launchdarkly\.sdk|LaunchDarkly\.(?:Sdk|OpenFeature)|LaunchDarkly\\|launchdarkly_server_sdk|(?:github\.com|gopkg\.in)\/launchdarkly\/go-(?:server-sdk|client))/u,
    names: ['launchdarkly', 'LaunchDarkly', 'ldclient'],
    texts: ['launchdarkly', 'LaunchDarkly', 'ldclient', 'LDClient', 'ariation(', 'ld_client', '_variation('],
    usage: /launchdarkly|\bldclient\b|\bLDClient\b|\bLdClient\b/iu,
    calls: [
      call(
        '(?:bool|string|int|number|double|float64|json|Bool|String|Int|Float64|Double|JSON|Json|jsonValue|JSONValue)?[vV]ariation(?:Detail)?(?:Ctx)?(?:Async)?|(?:bool_|string_|int_|double_|json_)?variation(?:_detail)?|use(?:Bool|String|Number|Json)?Variation(?:Detail)?|migrationVariation|MigrationVariation',
      ),
    ],
  },
  {
    id: 'unleash',
    dependency:
      /^(?:@unleash\/(?!.*\b(?:mcp|cli|config)\b)[\w.-]+|unleash-client|unleash-proxy-client|unleash|unleashclient|flask-unleash|io\.getunleash:[\w.-]*(?:unleash)[\w.-]*|no\.finn\.unleash:[\w.-]+|github\.com\/unleash\/unleash-(?:client-)?go[\w./-]*|unleash\.client(?:\.[\w.]+)?|unleash\/client|unleash-api-client|unleash_ex|no\.nav\.familie\.felles:unleash|[\w.-]+:unleash(?:-client)?)$/iu,
    module:
      /^(?:@unleash\/|unleash-client|unleash-proxy-client|UnleashClient|flask_unleash|io\.getunleash|no\.finn\.unleash|Unleash(?:$|\.|\\)|github\.com\/Unleash\/unleash-)/u,
    names: ['nleash-client', '@unleash/', 'getunleash', 'UnleashClient', 'flask_unleash', 'using Unleash'],
    texts: ['unleash', 'Unleash', 'UNLEASH', 'useFlag(', 'useVariant(', 'sEnabled('],
    usage: /unleash/iu,
    calls: [
      call(
        'isEnabled|is_enabled|is_enabled\\?|IsEnabled|getVariant|get_variant|GetVariant|isFeatureEnabled|isNotEnabled|isDisabled',
        String.raw`(?:(?:unleash|UNLEASH|toggle|feature|flag)\w*(?:\(\)|!!|\?)?\.(?:client\.)?|\b(?:self|this)\._?client\.)`,
      ),
      new RegExp(
        String.raw`\b(?:unleash|toggle|UNLEASH|Unleash)\w*\.(?:is_enabled|enabled|disabled)\?[ (]\s*${symbol}`,
        'gu',
      ),
      call('useFlag|useVariant|useUnleashFlag'),
    ],
  },
  {
    id: 'flagsmith',
    dependency:
      /^(?:flagsmith(?:-[\w-]*)?|react-native-flagsmith|@flagsmith\/(?!.*\bcli\b)[\w.-]+|com\.flagsmith:[\w.-]+|github\.com\/flagsmith\/flagsmith-go-client[\w./-]*|flagsmith\/[\w-]+|flagsmith(?:\.[\w.]+)?|bullettrain[\w-]*)$/iu,
    module: /^(?:@?flagsmith|com\.flagsmith|github\.com\/flagsmith\/flagsmith-go)/iu,
    names: ['flagsmith', 'Flagsmith'],
    texts: ['flagsmith', 'Flagsmith', 'is_feature_enabled(', 'isFeatureEnabled('],
    usage: /flagsmith/iu,
    calls: [
      call(
        'hasFeature|getFlagsmithHasFeature|getFlagsmithValue|getFlagsmithJSONValue|isFeatureEnabled|is_feature_enabled|IsFeatureEnabled|getFeatureValue|get_feature_value|GetFeatureValue|feature_enabled\\?',
      ),
      call('getValue|get_flag|getFlag|GetFlag', String.raw`(?:flagsmith|flags?)\w*\.`),
      new RegExp(String.raw`\buseFlags\(\s*\[\s*${literal}`, 'gu'),
    ],
  },
  {
    id: 'growthbook',
    dependency:
      /^(?:@growthbook\/(?!.*\b(?:mcp|proxy)\b)[\w.-]+|growthbook|com\.github\.growthbook:[\w.-]+|io\.growthbook[\w.]*:[\w.-]+|growthbook\/growthbook|github\.com\/growthbook\/growthbook-golang[\w./-]*|growthbook-c-sharp|growthbook\.[\w.]+|ueman\.growthbook)$/iu,
    module:
      /^(?:@growthbook\/growthbook|growthbook|(?:com\.github|io)\.growthbook|github\.com\/growthbook|GrowthBook)/u,
    names: ['growthbook', 'GrowthBook'],
    texts: ['growthbook', 'GrowthBook', 'useFeatureIsOn', 'useFeatureValue', '.isOn(', '.is_on(', 'IfFeatureEnabled'],
    usage: /growth-?book/iu,
    calls: [
      call('useFeatureIsOn|useFeatureValue|useFeature'),
      call(
        'isOn|isOff|is_on|is_off|IsOn|IsOff|getFeatureValue|get_feature_value|GetFeatureValue|evalFeature|eval_feature|EvalFeature|feature',
        String.raw`(?:growthbook|growthBook|GrowthBook|gb|client)\w*(?:\?|\(\)|\.current)?(?:\.|->)`,
      ),
      new RegExp(String.raw`<(?:IfFeatureEnabled|FeatureString)\s+feature=\{?${literal}`, 'gu'),
      new RegExp(String.raw`\b(?:gb|growthbook)\w*\.(?:on|off)\?[ (]\s*${symbol}`, 'gu'),
    ],
  },
  {
    id: 'openfeature',
    dependency:
      /^(?:@openfeature\/(?!.*\b(?:cli|flagd-core)\b)[\w.-]+|openfeature[\w.-]*|dev\.openfeature(?:\.[\w.]+)?:[\w.-]+|github\.com\/open-feature\/go-sdk[\w./-]*|open-feature\/[\w-]+|open-feature)$/iu,
    module:
      /^(?:@openfeature\/|openfeature|dev\.openfeature|github\.com\/open-feature\/go-sdk|OpenFeature|open_feature)/u,
    names: ['openfeature', 'OpenFeature', 'open-feature'],
    texts: [
      'openfeature',
      'OpenFeature',
      'open-feature',
      'open_feature',
      'BooleanValue',
      'BooleanDetails',
      'boolean_value',
      'StringValue(',
      'useFlag(',
    ],
    usage: /open[-_]?feature/iu,
    calls: [
      call(
        'get(?:Boolean|String|Number|Integer|Double|Object)(?:Value|Details)|Get(?:Boolean|String|Integer|Double|Structure)(?:Value|Details)(?:Async)?|get_(?:boolean|string|integer|float|object)_(?:value|details)|fetch_(?:boolean|string|number|integer|float|object)_(?:value|details)|get_(?:bool|string|int|float|struct)_(?:value|details)|use(?:Suspense)?(?:Boolean|String|Number|Object)Flag(?:Value|Details)|use(?:Suspense)?Flag',
      ),
      callSecond('(?:Boolean|String|Int|Float|Object)(?:Value(?:Details)?)?'),
      new RegExp(
        String.raw`\b(?:get|fetch)_(?:boolean|string|number|integer|float|object)_(?:value|details)\(\s*flag_key\s*[=:]\s*${literal}`,
        'gu',
      ),
    ],
  },
  {
    id: 'posthog',
    dependency:
      /^(?:posthog(?:-[\w-]+)?|@posthog\/[\w.-]+|github\.com\/posthog\/posthog-go|com\.posthog[\w.]*:[\w.-]+|posthog\/[\w-]+|posthog(?:\.[\w.]+)?)$/iu,
    module: /^(?:posthog|@posthog\/|PostHog|com\.posthog|github\.com\/posthog\/)/u,
    names: ['posthog'],
    texts: [
      'eature_flag',
      'eatureFlag',
      'isFeatureEnabled(',
      'IsFeatureEnabled(',
      'feature_enabled(',
      'PostHogFeature',
    ],
    usage: /posthog/iu,
    callsDecide: true,
    asks: /posthog\w*(?:\(\))?(?:\?|!)?\s*\.\s*(?:isFeatureEnabled|IsFeatureEnabled|is_feature_enabled|feature_enabled|getFeatureFlag(?:Payload|Result)?|GetFeatureFlag|get_feature_flag(?:_payload|_result)?)\(/giu,
    calls: [
      call(
        'isFeatureEnabled|IsFeatureEnabled|is_feature_enabled|feature_enabled|getFeatureFlag(?:Payload|Result)?|GetFeatureFlag(?:Payload|Async)?|get_feature_flag(?:_payload|_result)?|useFeatureFlag(?:Enabled|Payload|VariantKey|Result)?|IsFeatureEnabledAsync',
      ),
      new RegExp(String.raw`<PostHogFeature\s+[^>]{0,80}?flag=\{?${literal}`, 'gu'),
      new RegExp(String.raw`\bFeatureFlagPayload\{[^}]{0,120}?Key:\s*${literal}`, 'gu'),
      new RegExp(
        String.raw`\b(?:is_feature_enabled|get_feature_flag(?:_payload)?)\(\s*\{?\s*(?:key:\s*)?${literal}`,
        'gu',
      ),
    ],
  },
  {
    id: 'statsig',
    dependency:
      /^(?:@statsig\/[\w.-]+|statsig(?:-[\w-]+)?|com\.statsig:[\w.-]+|github\.com\/statsig-io\/(?:go-sdk|statsig-go)[\w./-]*|statsig\/[\w-]+|statsig(?:\.[\w.]+)?)$/iu,
    module: /^(?:statsig|@statsig\/|Statsig|com\.statsig|github\.com\/statsig-io\/)/u,
    names: ['statsig', 'Statsig'],
    texts: ['statsig', 'Statsig', 'checkGate', 'useGate', 'check_gate'],
    usage: /statsig/iu,
    calls: [
      call(
        'checkGate|check_gate|CheckGate|useGate|useGateValue|useFeatureGate|getFeatureGate|get_feature_gate|GetFeatureGate|checkGateSync|checkGateWithExposureLoggingDisabled|getDynamicConfig',
      ),
      callSecond('checkGate|check_gate|CheckGate|checkGateSync|getFeatureGate|get_feature_gate|GetFeatureGate'),
      call(
        'getExperiment|getConfig|getDynamicConfig|getLayer|get_experiment|get_config|get_dynamic_config|get_layer',
        String.raw`[sS]tatsig\w*(?:\(\))?\.`,
      ),
      call('useExperiment|useDynamicConfig|useLayer'),
    ],
  },
  {
    id: 'flipper',
    dependency: /^flipper(?:-(?!ui$|api$)[\w-]+)?$/u,
    module: /^flipper(?:\/|-|$)/u,
    names: [],
    texts: ['Flipper'],
    usage: /\bFlipper\b/u,
    calls: [
      new RegExp(String.raw`\bFlipper\.(?:enabled\?|disabled\?|feature|enable|disable|exist\?)[ (]\s*${symbol}`, 'gu'),
      new RegExp(String.raw`\bFlipper\[\s*${symbol}\s*\]`, 'gu'),
      // Views are told by such a local which flag they stand behind.
      new RegExp(String.raw`\bfeature_flag:\s*${symbol}`, 'gu'),
    ],
  },
  {
    id: 'waffle',
    // Open edX wraps waffle: https://edx-toggles.readthedocs.io/en/latest/how_to/implement_the_right_toggle_type.html
    dependency: /^(?:django[-_]waffle|edx[-_]toggles)$/iu,
    module: /^(?:waffle|edx_toggles\.toggles)(?:\.|$)/u,
    names: ['import waffle', 'from waffle', 'edx_toggles'],
    texts: [
      'waffle',
      'WAFFLE_',
      'flag_is_active',
      'switch_is_active',
      'sample_is_active',
      '{% flag',
      '{% switch',
      '{% sample',
    ],
    usage: /\b(?:waffle|edx_toggles)\b/u,
    calls: [
      call('switch_is_active|sample_is_active|waffle_flag|waffle_switch'),
      callSecond('flag_is_active|flag_is_active_for_user'),
      call('flag|switch|sample', String.raw`\bwaffle\.`),
      call('(?:NonNamespaced)?Waffle(?:Flag|Switch)'),
      callSecond('waffle\\.flag'),
      // https://docs.djangoproject.com/en/stable/topics/async/#sync-to-async
      new RegExp(
        String.raw`\bsync_to_async\(\s*(?:waffle\.)?flag_is_active\s*\)\(\s*[\w.$]{1,60}\s*,\s*${literalOrConstant}`,
        'gu',
      ),
      new RegExp(
        String.raw`\bsync_to_async\(\s*(?:waffle\.)?(?:switch|sample)_is_active\s*\)\(\s*${literalOrConstant}`,
        'gu',
      ),
      // https://waffle.readthedocs.io/en/stable/types/flag.html#custom-flag-models
      call('get', String.raw`\b(?:Flag|Switch|Sample|get_waffle_(?:flag|switch|sample)_model\(\))\.`),
      new RegExp(String.raw`\{%-?\s*(?:flag|switch|sample)\s+${literal}`, 'gu'),
      new RegExp(String.raw`\b(?:waffle_flag|waffle_switch)\s*=\s*${literal}`, 'gu'),
    ],
  },
  ...furtherProviders,
];
