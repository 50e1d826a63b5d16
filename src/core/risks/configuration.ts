import { environmentReads, isFilledFromEnvironment } from '../facts/config/environmentReads';
import { isDeployedSettings } from '../facts/config/settingsFiles';
import { folderOf } from '../facts/paths';
import { isSource, sourceRole } from '../facts/sources';
import { type ConfigChange, type Evidence, type Facts, isDeployed } from '../facts/schema';
import { isServicePath, isTooling } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Code after the name of a key that gives it a value when the environment has none. */
const fallback =
  /^["'`\])!]{0,3}\s*(?:\|\||\?\?|\)\s*(?:or|\|\||\?\?)\s|\|\s*default|:-|\.unwrap_or|\.ok\(\)|\.presence\s*(?:\|\||&\.)|\?:|\s*===?|\s*!==?|\s+in\b|\s+is\b|\s*\?\s|&?\.(?:to_s|present\?|blank\?|nil\?|casecmp))|^["'`\]]?\s*,\s*[^)\s]/u;

/** Environment keys that code newly reads, without a fallback, and that no deployed settings give a value. */
export const unsetEnvironmentKey: RiskRule = {
  id: 'unset-environment-key',
  dimension: 'failure-modes',
  find: (input) => {
    const unset = new Map<string, Evidence>();
    const chosen = newAlternatives(input);
    // A switch that nobody sets is off.
    const switches = new Set(input.facts.flags.flatMap(({ id, key }) => (id === 'env' ? (key ?? []) : [])));
    const newSwitches = input.facts.config.flatMap((each) =>
      each.kind === 'key-read' && switches.has(each.key) ? [each.key] : [],
    );
    for (const change of input.facts.config) {
      if (
        change.kind !== 'key-read' ||
        (change.setIn ?? []).length > 0 ||
        isGiven(change.key) ||
        switches.has(change.key) ||
        isSwitchedOff(change.key, newSwitches) ||
        chosen.has(change.key.split('_', 1)[0]?.toLowerCase() ?? '')
      )
        continue;
      const place = change.evidence.find((each) => isRequired(input, each, change.key));
      if (place !== undefined) unset.set(change.key, place);
    }
    const keys = [...unset.keys()].sort();
    if (keys.length === 0) return [];
    const hasSettings = input.facts.config.some((change) => change.kind === 'key-set');
    const places = inOrder([...unset.values()]);
    return [
      {
        issue: `The release newly needs the environment ${keys.length === 1 ? 'key' : 'keys'} ${listed(keys, 5)}, without a fallback in the code and without a value in any deployed settings of this repository.`,
        evidence: places,
        trigger: `The new version starts, or first takes the path that reads ${keys.length === 1 ? 'it' : 'them'}, where ${keys[0] ?? ''} has no value.`,
        impact: 4,
        impactWhy: `${filesIn(places, 1)} goes on with nothing where it expects ${keys[0] ?? ''}`,
        probability: hasSettings ? 3 : 2,
        probabilityWhy: hasSettings
          ? 'other keys of this release were added to settings here, these were not'
          : 'they may be set where the service runs, outside this repository',
        fails: 'The new version does not start, or calls the wrong place with empty credentials.',
        detect: 'New instances do not become ready, or log the missing key, in Stage 1.',
        recover: `Set ${listed(keys, 2)} where the service runs, or roll back.`,
        monitor: 'Restarts and readiness of the new version in Stage 1.',
        mitigation: `Set ${keys.length === 1 ? 'it' : 'them'} in the deployed configuration before Stage 1, and check ${keys.length === 1 ? 'it' : 'each'} there by name.`,
      },
    ];
  },
};

/**
 * Values that the release newly offers for a choice, as in `@IsIn(['local', 's3', 'azure'])`, `case 'azure':` and
 * `Azure = 'azure'`, in small letters: keys called after one are only needed where somebody chooses it.
 */
function newAlternatives({ changed }: RiskInput): ReadonlySet<string> {
  const offered =
    /\bcase\s+["'](\w{2,30})["']\s*:|^\s*[A-Z]\w*\s*=\s*["'](\w{2,30})["']\s*,?$|[[,|]\s*["'](\w{2,30})["'](?=\s*[\],|;])/gmu;
  return new Set(
    changed.flatMap(({ patch }) => {
      const valuesOn = (lines: typeof patch.added): readonly string[] =>
        lines.flatMap(({ text }) =>
          text.length > 1000
            ? []
            : [...text.matchAll(offered)].map(([, one, two, three]) => (one ?? two ?? three ?? '').toLowerCase()),
        );
      const before = new Set(valuesOn(patch.deleted));
      return valuesOn(patch.added).filter((value) => !before.has(value));
    }),
  );
}

/**
 * What platforms give every instance: Fly.io (https://fly.io/docs/machines/runtime-environment/), Cloud Run
 * (https://cloud.google.com/run/docs/container-contract#env-vars), App Engine, Render, Railway, Azure App Service, ECS, Cloud
 * Foundry, Heroku's dyno metadata.
 */
const platformKey =
  /^(?:FLY_\w+|PRIMARY_REGION|K_(?:SERVICE|REVISION|CONFIGURATION)|CLOUD_RUN_\w+|GAE_\w+|RENDER(?:_\w+)?|RAILWAY_\w+|WEBSITE_\w+|ECS_(?:CONTAINER_METADATA_URI(?:_V4)?|AGENT_URI)|VCAP_\w+|CF_INSTANCE_\w+|HEROKU_(?:APP_\w+|DYNO_ID|RELEASE_\w+|SLUG_\w+))$/u;

/** Keys that platforms and tools set themselves, and names that are no environment keys by convention. */
function isGiven(key: string): boolean {
  return (
    !/^[A-Z][A-Z0-9_]+$/u.test(key) ||
    platformKey.test(key) ||
    /^(?:NODE_ENV|PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|TZ|LANG|TMPDIR|CI|DEBUG|SHELL|TERM|EDITOR|KUBERNETES_\w+|AWS_(?:REGION|DEFAULT_REGION|LAMBDA_\w+|EXECUTION_ENV)|VERCEL(?:_\w+)?|NETLIFY|DYNO|GITHUB_\w+|RAILS_ENV|RACK_ENV|APP_ENV|XDG_\w+|DENO_\w+|JEST_\w+|VITEST\w*|NEXT_RUNTIME|SERVER_NAME|REQUEST_\w+|HTTP_\w+|REMOTE_ADDR|DEV|PROD|MODE|SSR|BASE_URL)$/u.test(
      key,
    )
  );
}

/** Whether the code at a place of the service needs the key: it names no value for its absence. */
function isRequired({ files, patches }: RiskInput, { file, line }: Evidence, key: string): boolean {
  if (!isServicePath(file) || !(isSource(file) || isFilledFromEnvironment(file)) || sourceRole(file) !== undefined)
    return false;
  if (isTooling(file) || isReadByOwnTag(files, file)) return false;
  if (line === undefined) return false;
  const whole = files.text(file)?.split('\n');
  const text =
    whole === undefined
      ? patches.get(file)?.added.find((each) => each.line === line)?.text
      : whole.slice(line - 1, line + 2).join('\n');
  const at = text === undefined ? -1 : placeOfRead(file, text, key);
  if (text === undefined || at < 0 || whole?.some((each) => asksForPresence(each, key)) === true) return false;
  if (whole !== undefined && (isAnswered(whole, line) || whole.some((each) => declaresDefault(each, key))))
    return false;
  const [before, after] = [text.slice(0, at), text.slice(at + key.length)];
  // What is asked whether it is there has an answer for its absence; so has what a schema calls optional.
  if (
    /\b(?:if|unless|while|assert|isset|empty|LookupEnv|key\?|has|optional|default|fallback|getOrElse)\b[^\n]{0,80}$/iu.test(
      before,
    )
  )
    return false;
  if (/optional|default|fallback|nullable|undefined|unwrap_or|getOrElse|getOrDefault/iu.test(after.slice(0, 160)))
    return false;
  // `KEY: bool = False` of a settings class; `...` asks for a value.
  if (file.endsWith('.py') && /^\s*:[^=\n]{1,80}=\s*(?!(?:Field\(\s*)?\.\.\.)[^\s=]/u.test(after)) return false;
  // `${KEY:default}` of Spring.
  if (before.endsWith('${') && after.startsWith(':')) return false;
  return !fallback.test(after) && !isSwitch.test(before);
}

/** Whether a key belongs to what a switch of the same name, as new as itself, turns on: as long as that is off, nobody needs it. */
function isSwitchedOff(key: string, switches: readonly string[]): boolean {
  return switches.some((each) => {
    const feature = /^([A-Z0-9]+(?:_[A-Z0-9]+)+?)(?:_UI)?_(?:ENABLED?|ACTIVE|ON)$/u.exec(each)?.[1];
    return feature !== undefined && key.startsWith(`${feature}_`);
  });
}

/** Whether code beside a Go file asks itself for the tags of its fields: what it does without a value is its own matter. */
function isReadByOwnTag(files: RiskInput['files'], file: string): boolean {
  if (!file.endsWith('.go')) return false;
  return files.loaded.some(
    (path) =>
      path.endsWith('.go') &&
      folderOf(path) === folderOf(file) &&
      /\.Tag\.(?:Get|Lookup)\(\s*"env"/u.test(files.text(path) ?? ''),
  );
}

/** What makes an on or off of a value, and off of none: `ActiveModel::Type::Boolean.new.cast(`, `to_bool(`. */
const isSwitch =
  /(?:[bB]ool(?:ean)?(?:\.new)?(?:\.cast|\.parse|\.valueOf)?|str_?to_?bool|is_?truthy)\(\s*[\w.:[\]]{0,20}["']?$/iu;

/** `Env(KEY=(bool, True))` of django-environ. https://django-environ.readthedocs.io/en/latest/quickstart.html */
function declaresDefault(text: string, key: string): boolean {
  return new RegExp(`(?<![\\w.])${key}\\s*=\\s*\\(\\s*[\\w.]+\\s*,\\s*[^)\\s]`, 'u').test(text);
}

/** Where the key is read: a variable may bear its name. */
function placeOfRead(file: string, text: string, key: string): number {
  return environmentReads(file, text).find((read) => read.key === key)?.offset ?? text.indexOf(key);
}

const assignment =
  /^\s*(?:export\s+)?(?:(?:const|let|var|val|final|String|string)\s+)?(?:self\.|this\.|@)?([A-Za-z_]\w+)\s*(?::[^=\n]{1,40})?\s*:?=(?!=)/u;
const refuses = /\b(?:raise|throw|panic|exit|fatal|abort|die|assert)\b|Error\b/iu;

/** Whether the file asks for the value that is read on this line under the name that it is given, and goes on without it. */
function isAnswered(whole: readonly string[], line: number): boolean {
  const [previous = '', own = ''] = [whole[line - 2], whole[line - 1]];
  const statement = /(?:[(,=|?]|\bor)\s*$/u.test(previous) ? previous : own;
  const [, name] = assignment.exec(statement) ?? [];
  if (name === undefined) return false;
  const instead = new RegExp(
    `(?<!!|\\bnot\\s{1,3})\\b${name}\\s*(?:\\?(?!\\.)|\\|\\||\\bor\\b)|\\bif\\s+${name}\\s+else\\b`,
    'u',
  );
  const asked = new RegExp(
    `\\b(?:if|elif|unless|when)\\b(?:[^;{}\\n]{0,120}(?:\\|\\||&&|\\bor\\b|\\band\\b))?\\s*\\(?\\s*(not\\s+|!\\s*)?(?:self\\.|this\\.|@)?${name}\\b(?!\\s*[.([])(\\s*(?:==|is\\s+None|===))?`,
    'u',
  );
  return whole.some((text, index) => {
    if (instead.test(text)) return true;
    const found = asked.exec(text);
    if (found === null) return false;
    const asksForAbsence = found[1] !== undefined || found[2] !== undefined || found[0].startsWith('unless');
    return !asksForAbsence || !refuses.test(whole.slice(index, index + 3).join('\n'));
  });
}

/** Whether a line of the same file asks whether the key has a value: then its absence has an answer there. */
function asksForPresence(text: string, key: string): boolean {
  const at = text.indexOf(key);
  if (at < 0) return false;
  return (
    /^["'`\])]{0,3}\s*\)?\s*(?:\.(?:present|blank|nil|empty|none|is_some|is_none|is_ok|is_err)\b|\?\.|&\.|[=!]==?\s*(?:null|nil|None|undefined|""))/u.test(
      text.slice(at + key.length),
    ) || /\bkey\?\s*\(?\s*["']$|(?:\bBoolean\(|!!)\s*(?:process\.env\.|\w+\.get\(["'])$/u.test(text.slice(0, at))
  );
}

/** A key under another name in the code: its value still stands under the former name where the service runs. */
export const renamedEnvironmentKey: RiskRule = {
  id: 'renamed-environment-key',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const set = new Set(facts.config.flatMap((change) => (change.kind === 'key-set' ? [change.key] : [])));
    const renamed = facts.config
      .filter((change): change is ConfigChange & { kind: 'key-renamed' } => change.kind === 'key-renamed')
      .filter(
        ({ from, key, evidence }) =>
          !set.has(key) &&
          sharesWord(from, key) &&
          evidence.some(({ file }) => isServicePath(file) && !isTooling(file) && isSource(file)),
      );
    const [first] = renamed;
    if (first === undefined) return [];
    const said = renamed.map(({ from, key }) => `${from} is now ${key}`);
    return [
      {
        issue: `The release renames ${count(renamed.length, 'environment key')} in the code (${listed(said)}), and no settings of this repository set the new name.`,
        evidence: inOrder(renamed.flatMap(({ evidence }) => evidence)),
        trigger: `The new version starts where only ${first.from} has a value.`,
        impact: 4,
        impactWhy: `${first.key} is empty for the new version although the value is there under its old name`,
        probability: 3,
        probabilityWhy: `production has ${first.from} today, and nothing here adds ${first.key}`,
        fails: 'The new version runs without the setting, or with its default.',
        detect: 'New instances do not become ready, or behave as unconfigured, in Stage 1.',
        recover: `Set ${first.key} beside ${first.from}, or roll back.`,
        monitor: 'Restarts and readiness of the new version in Stage 1.',
        mitigation: `Set both names before Stage 1, and take ${first.from} away after Full: a rollback needs it.`,
      },
    ];
  },
};

/** Keys taken out of the deployed settings although the running version, to which a rollback returns, still reads them. */
export const withdrawnSetting: RiskRule = {
  id: 'withdrawn-setting',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const aside = filesAside(facts);
    const unread = new Set(facts.config.flatMap((change) => (change.kind === 'key-unread' ? [change.key] : [])));
    const gone = facts.config.filter(
      (change): change is ConfigChange & { kind: 'key-unset' } =>
        change.kind === 'key-unset' &&
        unread.has(change.key) &&
        change.evidence.some(({ file }) => isDeployedSettings(file) && !isTemplate(file) && !aside.has(file)),
    );
    const keys = gone.map(({ key }) => key).sort();
    if (gone.length === 0) return [];
    return [
      {
        issue: `The release stops reading ${listed(keys)} and takes ${keys.length === 1 ? 'it' : 'them'} out of the settings in the same step.`,
        evidence: inOrder(gone.flatMap(({ evidence }) => evidence)),
        trigger: 'The settings are applied while the old version still runs, or the code is rolled back without them.',
        impact: 3,
        impactWhy: `the old version reads ${keys[0] ?? ''} and finds nothing`,
        probability: 3,
        probabilityWhy: 'settings go out in Stage 1, before any traffic has left the old version',
        fails: 'The old version when it restarts, and every rollback of the code alone.',
        detect: 'Restarts of the old version that do not become ready.',
        recover: 'Apply the former settings (Level 2) before rolling the code back.',
        monitor: 'Restarts of the old version during the rollout.',
        mitigation: `Leave ${listed(keys)} set until the release is Full and watched.`,
      },
    ];
  },
};

/** What a platform is described in that nobody's users are on: a Compose file of developers, an overlay for trials. */
function filesAside({ platforms }: Facts): ReadonlySet<string> {
  const filesOf = (findings: Facts['platforms']): readonly string[] =>
    findings.flatMap(({ evidence }) => evidence.map(({ file }) => file));
  const deployed = new Set(filesOf(platforms.filter(isDeployed)));
  const others = filesOf(platforms.filter((finding) => !isDeployed(finding)));
  return new Set(others.filter((file) => !deployed.has(file)));
}

/** Settings that people copy and fill in: nothing runs with them. */
function isTemplate(file: string): boolean {
  return /(?:^|[./_-])(?:sample|example|template|dist|tmpl)(?:[./_-]|$)/iu.test(file);
}

/** Whether two keys have a word in common: otherwise one went and another came on the same line. */
function sharesWord(one: string, other: string): boolean {
  const words = new Set(one.split('_'));
  return other.split('_').some((word) => word.length > 2 && words.has(word));
}
