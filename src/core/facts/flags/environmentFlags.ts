import { askedKeyTexts, keysAskedOnly } from './askedOnly';
import {
  environmentReads,
  isDropwizardConfiguration,
  isHoconConfiguration,
  isSpringConfiguration,
  isSymfonyConfiguration,
} from '../config/environmentReads';
import { roleOf } from '../paths';
import type { Evidence, FlagFinding, Patches } from '../schema';
import {
  isBuildFile,
  isCommentedOut,
  isForContributors,
  isForeignSource,
  isMigration,
  isSource,
  lineFinder,
  sourceRole,
} from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import {
  comparedLater,
  fallsBack,
  fallsBackToBoolean,
  fallsBackToTrue,
  holdsBoolean,
  holdsText,
  isAsked,
  isOfTests,
  readsBoolean,
} from './booleanReads';
import { composedKeys, keyComposers } from './composedKeys';
import { dotnetOptions, optionTexts } from './dotnetOptions';
import { switchMakers } from './environmentObjects';
import { nodeConfigSwitches } from './nodeConfig';
import { offValue } from './offValue';
import { rubyConfigSwitches } from './rubyConfig';
import { rustGroupTexts, rustSettings, rustSettingTexts } from './rustSettings';
import {
  asksAnyway,
  countable,
  doing,
  eitherWay,
  holdsValue,
  isOnOffKey,
  maintenance,
  mayBeSaid,
  mayBeSaidShortly,
  maySwitch,
  named,
  negative,
  numbered,
  onOff,
  thing,
  tooling,
  valued,
} from './switchNames';
import {
  dotnetSwitches,
  propertiesFromKeys,
  propertySwitchTexts,
  springSwitches,
  viperEnvironment,
  viperSwitches,
  wordsOf,
} from './propertySwitches';

/** Parts of names that say on or off, as a text search finds them. */
export const environmentFlagTexts: readonly string[] = [
  ...['FEATURE_', 'ENABLE_', '_ENABLED', '_FEATURE', 'FF_', 'FLAG_', 'DISABLE_', '_DISABLED', 'ACTIVATE_', '_ENABLED_'],
  ...['USE_', 'ALLOW_', 'SHOW_', 'HIDE_', 'SKIP_', 'BYPASS_', 'BLOCK_', 'SEND_'],
  // Fields of settings that Python and Rust fill from the environment are named in small letters.
  ...[
    'convict(',
    ': bool = Field(',
    '_enabled: bool',
    '_enable: bool',
    'enable_',
    'feature_',
    'disable_',
    '_disabled: bool',
  ],
  // Whatever the key is called, such code takes its value for on or off.
  ...[
    '== "true"',
    "== 'true'",
    '== "True"',
    "== 'True'",
    "!= 'true'",
    '!= "true"',
    '(bool) env(',
    'bool(int(',
    'envconfig:"',
    '_MODE',
    ...["env('", 'ENV.fetch(', 'os.getenv(', 'environ.get(', '.toBoolean', 'parse::<bool>', 'FILTER_VALIDATE_BOOL'],
    ...["?? 'false'", '?? "false"', "|| 'false'", '|| "false"', "?? 'true'", '?? "true"', "|| 'true'", '|| "true"'],
    ...[
      '.includes(process.env',
      'ool(process.env',
      'oolean(process.env',
      'Boolean.new.cast(',
      'bool.Parse(Env',
      ':upper>]',
    ],
    ...['enum(["true"', "enum(['true'", 'in ["true"', 'in ~w(true', 'in ["1"', 'in ~w(1'],
    ...['if ENV[', 'unless ENV[', '|| ENV[', '&& ENV[', 'is_nil(System.get_env(', 'if os.getenv(', 'if (process.env.'],
    ...[
      'unwrap_or(true)',
      'unwrap_or(false)',
      '.is_some()',
      'ENV.key?(',
      'in os.environ',
      '!!process.env.',
      'if System.get_env(',
    ],
    ...['get_bool(', 'parse_bool', 'env($this->value)', 'env = "', 'long, env', '(env, '],
    // What makes switches of the project's own, and what those ask.
    ...['ewFlag(', 'ewFeature(', 'ewToggle(', 'egisterFeature(', 'egisterFlag(', 'process.env[name]'],
    ...['os.Getenv(', 'os.LookupEnv('],
    ...propertySwitchTexts,
    ...rustSettingTexts,
    ...optionTexts,
  ],
];

const EVIDENCE_LIMIT = 10;
/** Samples of how a key is set name it without reading it. */
const FILE_LIMIT = 4000;

/**
 * Settings that Laravel and its packages publish into a service.
 * https://github.com/laravel/framework/tree/12.x/config
 */
function isFrameworkSettings(path: string): boolean {
  return /(?:^|\/)config\/(?:auth|broadcasting|cache|concurrency|cors|database|debugbar|dompdf|excel|filesystems|fortify|hashing|horizon|ide-helper|ignition|image|jetstream|l5-swagger|livewire|logging|mail|octane|passport|permission|pulse|queue|reverb|sanctum|scout|sentry|session|telescope|tinker|trustedproxy|view)\.php$/u.test(
    path,
  );
}

/** A place that reads a key, with the value that it takes for off where the code tells. */
interface FoundRead {
  readonly key: string;
  readonly offset: number;
  readonly off: string | undefined;
}

/** Settings of a service's own flags, which Ruby fills from the environment: `on: <%= ENV.fetch("NEW_CART", false) %>`. */
export function isFlagSettings(path: string): boolean {
  return /(?:^|\/)config\/(?:feature[_-]?)?(?:flags|features|toggles)\.ya?ml$/u.test(path);
}

/** Settings with places that the environment fills, which are read for nothing else. */
export function isPlaceholderSettings(path: string): boolean {
  return (isDropwizardConfiguration(path) || isHoconConfiguration(path)) && roleOf(path) === undefined;
}

/** Texts of the service's own code and of what its framework fills from the environment. */
function ownSources(files: WorkspaceFiles): readonly { readonly path: string; readonly text: string }[] {
  return files.loaded.flatMap((path) => {
    const fills =
      isSpringConfiguration(path) ||
      isSymfonyConfiguration(path) ||
      isFlagSettings(path) ||
      isPlaceholderSettings(path);
    if (!isSource(path) && !fills) return [];
    if (isForeignSource(path) || sourceRole(path) !== undefined || isBuildFile(path)) return [];
    if (isForContributors(path) || isMigration(path)) return [];
    const text = files.text(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** Texts by which the files are found that may use a key which the files read so far only ask for. */
export function lastSwitchTexts(files: WorkspaceFiles): readonly string[] {
  const sources = ownSources(files);
  return [...askedKeyTexts(sources), ...rustGroupTexts(sources)];
}

/**
 * On/off environment values that the service's own code reads at start, one finding per key. Such a flag flips only with
 * a restart. A key that only tests, samples or settings files name is none.
 */
export function environmentFlags(files: WorkspaceFiles, patches: Patches): readonly FlagFinding[] {
  const found = new Map<string, Evidence[]>();
  const offValues = new Map<string, Set<string | undefined>>();
  const sources = ownSources(files);
  const add = (key: string, off: string | undefined, evidence: Evidence): void => {
    found.set(key, [...(found.get(key) ?? []), evidence]);
    offValues.set(key, (offValues.get(key) ?? new Set()).add(off));
  };
  const collect = (path: string, text: string, reads: readonly FoundRead[]) => {
    const lineOf = lineFinder(text);
    const ofFlags = isFlagSettings(path);
    for (const { key: written, offset, off } of reads) {
      // Where all settings are in small letters, so are those of the environment.
      const end = offset + written.length;
      const isSmall = /^[a-z][a-z\d_]*$/u.test(written) && (off !== undefined || holdsBoolean(text, offset, end));
      const key = isSmall ? written.toUpperCase() : written;
      // Some settings part their groups by two underscores: `MAIL__ENABLE_NEWS`.
      const name = key.replaceAll('__', '_');
      let kept: boolean | undefined;
      // Every source is asked: once, and only where nothing else tells.
      const isKept = (): boolean => (kept ??= comparedLater(path, text, offset, sources));
      const isCompared = (): boolean => off !== undefined || isKept();
      // What is compared with a number may be one: `INSTANCE_INDEX === '0'`.
      const isToldFromTrue = (): boolean =>
        off === 'true' ||
        off === 'false' ||
        (off !== undefined && !numbered.test(name) && !valued.test(name)) ||
        isKept();
      const isBoolean = (): boolean => holdsBoolean(text, offset, end);
      // What reads it as on or off outweighs a name that could hold a value: `DISABLE_PUBLIC_URLS`.
      const asks = onOff.test(name)
        ? isOnOffKey(name) ||
          (countable.test(name) && fallsBack(text, end)) ||
          ((named.test(name) || !tooling.test(name)) && isBoolean())
        : maySwitch(name) &&
          (isBoolean() ||
            (!holdsValue(name) &&
              (isCompared() ||
                fallsBack(text, end) ||
                fallsBackToBoolean(text, end) ||
                readsBoolean(text, offset, end) ||
                isAsked(text, offset, end))));
      // Whatever a framework's own settings fall back to, its switches are no features of the service.
      // What asks for something, and is true where nothing is set, holds no value of another kind.
      const isChosen = (): boolean =>
        fallsBackToBoolean(text, end) &&
        (fallsBackToTrue(text, end) || !thing.test(name)) &&
        (!valued.test(name) || asksAnyway.test(name) || (doing.test(name) && fallsBackToTrue(text, end))) &&
        !isFrameworkSettings(path);
      const isSwitch =
        asks ||
        maintenance.test(name) ||
        (mayBeSaid(name) && (isToldFromTrue() || isBoolean() || isChosen() || (ofFlags && fallsBack(text, end)))) ||
        (mayBeSaidShortly(key) &&
          (isBoolean() || off === 'true' || off === 'false' || (ofFlags && fallsBack(text, end))));
      if (isSwitch && !isCommentedOut(text, offset)) add(written, off, { file: path, line: lineOf(offset) });
    }
  };
  const telling = sources
    .filter(
      ({ path, text }) =>
        isFlagSettings(path) || isPlaceholderSettings(path) || environmentFlagTexts.some((part) => text.includes(part)),
    )
    .slice(0, FILE_LIMIT);
  for (const { path, text } of telling) {
    const reads = environmentReads(path, text);
    collect(
      path,
      text,
      reads
        .filter(({ key, offset }) => !holdsText(text, offset, offset + key.length) && !isOfTests(text, offset))
        .map(({ key, offset }) => ({ key, offset, off: offValue(text, offset + key.length, negative.test(key)) })),
    );
  }
  const takenFromKeys = propertiesFromKeys(files);
  const viper = viperEnvironment(sources.flatMap(({ path, text }) => (path.endsWith('.go') ? [text] : [])));
  for (const { path, text } of telling) {
    const lineOf = lineFinder(text);
    const asked = [
      ...springSwitches(path, text, takenFromKeys),
      ...dotnetSwitches(path, text),
      ...(viper === undefined ? [] : viperSwitches(path, text, viper)),
    ];
    const isSpring = !/\.(?:go|cs)$/u.test(path);
    for (const { key, words, offset, off } of asked) {
      const isSwitch =
        isOnOffKey(words) || named.test(words) || (mayBeSaid(words) && (!isSpring || !holdsValue(words)));
      if (isSwitch && !isCommentedOut(text, offset)) add(key, off, { file: path, line: lineOf(offset) });
    }
  }
  const told = new Set(found.keys());
  for (const { key, path, text, offset } of rustSettings(sources).filter((each) => !told.has(each.key))) {
    const name = key.replaceAll(/_{2,}/gu, '_');
    if (isOnOffKey(name) || (mayBeSaid(name) && !holdsValue(name)))
      add(key, 'false', { file: path, line: lineFinder(text)(offset) });
  }
  for (const { key, path, text, offset } of keysAskedOnly(sources).filter((each) => !told.has(each.key))) {
    add(key, undefined, { file: path, line: lineFinder(text)(offset) });
  }
  const composers = [...telling.flatMap(({ text }) => keyComposers(text)), ...switchMakers(sources)];
  if (composers.length > 0) {
    for (const { path, text } of sources) collect(path, text, composedKeys(path, text, composers));
  }
  for (const { key, name, path, line, telling: isTold } of dotnetOptions(sources)) {
    const words = wordsOf(name);
    // What is declared as on or off holds no value of another kind, whatever its name ends in: `EnableCartEndpoint`.
    // Whatever is on or off in a section of logs or of connections is no switch of the service.
    const whole = wordsOf(key.replaceAll('__', '.'));
    const isSwitch =
      ((onOff.test(words) || isOnOffKey(words)) && !tooling.test(whole)) ||
      (maySwitch(words) && !holdsValue(words) && mayBeSaid(whole)) ||
      (isTold && mayBeSaid(whole));
    if (isSwitch) add(key, 'false', { file: path, line });
  }
  for (const { key, file, line, off } of [...nodeConfigSwitches(files), ...rubyConfigSwitches(files)]) {
    const name = key.replaceAll('__', '_').toUpperCase();
    if (isOnOffKey(name) || mayBeSaid(name)) add(key, off, line === undefined ? { file } : { file, line });
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, evidence]): FlagFinding => {
      const added = evidence.every(
        ({ file, line }) => patches.get(file)?.added.some((each) => each.line === line) ?? false,
      );
      const [off, ...others] = offValues.get(key) ?? [];
      return {
        id: 'env',
        key,
        evidence: evidence.slice(0, EVIDENCE_LIMIT),
        ...(added ? { addedInRelease: true } : {}),
        ...(off === undefined || others.length > 0 || (!onOff.test(key) && eitherWay.test(key)) ? {} : { off }),
      };
    });
}
