import { call, callSecond, type FlagProvider, literal, literalOrConstant, symbol } from './providerCalls';

const pennantAsks =
  '(?:active|inactive|value|values|when|unless|allAreActive|someAreActive|allAreInactive|someAreInactive|define|activate|deactivate)';
/** Pennant is asked through its facade, for somebody or not, and through what bears its trait. */
const pennant = String.raw`(?:\bFeature::(?:(?:for|store|driver)\([^;{}]{0,120}?\)\s*->\s*){0,2}|\bfeatures\(\)\s*->\s*)${pennantAsks}\(\s*\[?\s*`;

/**
 * Feature flag libraries of one framework or language, and further services. Names and calls are those of their references:
 * https://laravel.com/docs/pennant https://hexdocs.pm/fun_with_flags https://github.com/voormedia/flipflop https://cfpb.github.io/django-flags/
 * https://www.togglz.org/documentation/usage.html https://github.com/ff4j/ff4j/wiki
 * https://configcat.com/docs/sdk-reference/overview/ https://docs.devcycle.com/sdk/
 * https://help.split.io/hc/en-us/articles/360020564931 https://docs.developers.optimizely.com/feature-experimentation/docs/decide-methods
 */
export const furtherProviders: readonly FlagProvider[] = [
  {
    id: 'pennant',
    dependency: /^laravel\/pennant$/u,
    module: /^Laravel\\Pennant\b/u,
    names: ['Laravel\\Pennant'],
    texts: ['Feature::', 'features()', '@feature(', 'EnsureFeaturesAreActive'],
    usage: /Laravel\\Pennant|\bHasFeatures\b/u,
    calls: [
      new RegExp(`${pennant}${literalOrConstant}`, 'gu'),
      // A class defines such a flag, and names it.
      new RegExp(String.raw`${pennant}(?:\\?\w+\\){0,6}(?<symbol>[A-Z]\w{1,80})::class`, 'gu'),
      new RegExp(String.raw`@feature(?:any)?\(\s*${literal}`, 'gu'),
      new RegExp(String.raw`\bEnsureFeaturesAreActive::using\(\s*${literalOrConstant}`, 'gu'),
    ],
  },
  {
    id: 'fun-with-flags',
    dependency: /^fun_with_flags$/u,
    module: /^FunWithFlags(?:\.|$)/u,
    names: ['FunWithFlags'],
    texts: ['FunWithFlags'],
    usage: /\bFunWithFlags\b/u,
    calls: [
      new RegExp(
        String.raw`\bFunWithFlags\.(?:enabled\?|enable|disable|clear|get_flag)[ (]\s*${symbol}(?=\s*[,)]|\s*$)`,
        'gmu',
      ),
    ],
  },
  {
    id: 'flipflop',
    dependency: /^flipflop$/u,
    module: /^flipflop$/u,
    names: ['Flipflop'],
    texts: ['Flipflop'],
    usage: /\bFlipflop\b/u,
    calls: [
      new RegExp(String.raw`\bFlipflop\.(?:enabled|on)\?[ (]\s*${symbol}`, 'gu'),
      // Each flag has a method of its own.
      /\bFlipflop\.(?!(?:enabled|on)\?)(?<symbol>[a-z]\w{1,99})\?/gu,
    ],
  },
  {
    id: 'django-flags',
    dependency: /^django[-_]flags$/iu,
    module: /^flags\.(?:state|decorators|views|urls|template_functions)$/u,
    names: ['from flags', 'import flags'],
    texts: ['flag_enabled', 'flag_disabled', 'flag_required(', 'flag_check('],
    usage: /\bflags\.(?:state|decorators|views|urls|template_functions)\b/u,
    calls: [
      call('flag_enabled|flag_disabled|flag_state|flag_required|flag_check|flagged_paths?'),
      new RegExp(String.raw`\{%-?\s*(?:flag_enabled|flag_disabled)\s+${literal}`, 'gu'),
    ],
  },
  {
    id: 'togglz',
    dependency: /^(?:org\.togglz:[\w.-]+)$/u,
    module: /^org\.togglz\b/u,
    names: ['org.togglz'],
    texts: ['togglz', '.isActive('],
    usage: /\btogglz\b/iu,
    calls: [
      // A flag is a member of an enum: its name is the key.
      /\b\w{0,60}(?:Feature|Toggle|Flag)\w{0,60}\.(?<symbol>[A-Z][A-Z\d]*(?:_[A-Z\d]+)*)\.isActive\(\)/gu,
      /\b(?:featureManager|FeatureContext\.getFeatureManager\(\))\.(?:isActive|enable|disable)\(\s*(?:[A-Z]\w{1,60}\.)?(?<symbol>[A-Z][A-Z\d]*(?:_[A-Z\d]+)*)\b/gu,
    ],
  },
  {
    id: 'ff4j',
    dependency: /^org\.ff4j:[\w.-]+$/u,
    module: /^org\.ff4j\b/u,
    names: ['org.ff4j'],
    texts: ['ff4j', 'FF4j', '@Flip('],
    usage: /ff4j/iu,
    calls: [
      call(
        'check|checkOveridingStrategy|createFeature|getFeature|enable|disable',
        String.raw`\b(?:ff4j(?:\(\))?|super)\.`,
      ),
      new RegExp(String.raw`@Flip\((?:[^()]{0,80}?\bname\s*=\s*)?${literalOrConstant}`, 'gu'),
    ],
  },
  {
    id: 'configcat',
    dependency:
      /^(?:configcat(?:-(?!publicapi|cli)[\w-]+)?|@configcat\/(?!.*\b(?:cli|publicapi)\b)[\w.-]+|com\.configcat:[\w.-]+|configcat\.client(?:\.[\w.]+)?|github\.com\/configcat\/go-sdk[\w./-]*|configcat\/configcat-client)$/iu,
    module: /^(?:configcat|@configcat\/|com\.configcat|ConfigCat|github\.com\/configcat\/go-sdk)/u,
    names: ['configcat', 'ConfigCat'],
    texts: ['configcat', 'ConfigCat', 'configCat'],
    usage: /config-?cat/iu,
    calls: [
      call(
        '(?:get|Get)(?:Bool|String|Int|Float)?Value(?:Details)?(?:Async)?|get_value(?:_details)?',
        String.raw`(?:[cC]onfig_?[cC]at|client)\w*(?:\(\))?(?:\?|!)?(?:\.|->)`,
      ),
      callSecond('(?:get|Get)Value(?:Details)?(?:Async)?|useFeatureFlag'),
      call('useFeatureFlag'),
    ],
  },
  {
    id: 'devcycle',
    dependency:
      /^(?:@devcycle\/(?!.*\b(?:cli|eslint)\b)[\w.-]+|devcycle-[\w-]*sdk|com\.devcycle:[\w.-]+|devcycle\.sdk[\w.]*|github\.com\/devcyclehq\/go-server-sdk[\w./-]*)$/iu,
    module: /^(?:@devcycle\/|devcycle|com\.devcycle|DevCycle|github\.com\/devcyclehq\/)/u,
    names: ['devcycle', 'DevCycle'],
    texts: ['devcycle', 'DevCycle', 'useVariableValue(', 'variableValue(', 'variable_value('],
    usage: /dev-?cycle/iu,
    calls: [
      call('useVariableValue|useVariable|useIsVariableEnabled'),
      call('variableValue|variable', String.raw`(?:dvc|devcycle|devCycle|DevCycle)\w*(?:\(\))?(?:\?|!)?\.`),
      callSecond('variableValue|VariableValue|VariableValueAsync|variable_value'),
    ],
  },
  {
    id: 'split',
    dependency:
      /^(?:@splitsoftware\/[\w.-]+|splitio[_-]client(?:\[\w+\])?|splitio|splitclient-rb|io\.split\.client:[\w.-]+|github\.com\/splitio\/go-client[\w./-]*|splitsoftware\/split-sdk-php)$/iu,
    module: /^(?:@splitsoftware\/|splitio|io\.split\.client|Splitio|github\.com\/splitio\/go-client|SplitIO)/u,
    names: ['splitsoftware', 'splitio', 'io.split.client', 'Splitio'],
    texts: ['splitsoftware', 'splitio', 'etTreatment', 'get_treatment', 'useSplitTreatments', 'useTreatment'],
    usage: /splitsoftware|splitio|io\.split\.client/iu,
    calls: [
      callSecond('(?:get|Get)Treatment(?:WithConfig)?(?:Async)?|get_treatment(?:_with_config)?|Treatment'),
      call('(?:get|Get)Treatment(?:WithConfig)?|useTreatment'),
      new RegExp(String.raw`\buseSplitTreatments\(\s*\{\s*names:\s*\[\s*${literal}`, 'gu'),
    ],
  },
  {
    id: 'optimizely',
    dependency:
      /^(?:@optimizely\/(?:optimizely-sdk|react-sdk)|optimizely-sdk|com\.optimizely\.ab:[\w.-]+|optimizely\.sdk|github\.com\/optimizely\/go-sdk[\w./-]*|optimizely\/optimizely-sdk)$/iu,
    module: /^(?:@optimizely\/|optimizely|com\.optimizely\.ab|OptimizelySDK|github\.com\/optimizely\/go-sdk)/u,
    names: ['optimizely', 'Optimizely'],
    texts: ['optimizely', 'Optimizely', 'useDecision(', '.decide('],
    usage: /optimizely/iu,
    calls: [
      call('decide|Decide|decideForKey', String.raw`(?:user|ctx|context|optimizely|client)\w*(?:\?|!)?\.`),
      call('useDecision|isFeatureEnabled|is_feature_enabled|IsFeatureEnabled'),
      new RegExp(String.raw`<OptimizelyFeature\s+[^>]{0,80}?feature=\{?${literal}`, 'gu'),
    ],
  },
];
