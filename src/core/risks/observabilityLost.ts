import type { DependencyChange, Evidence, Patch } from '../facts/schema';
import { folderOf, isForeign, isWithin, roleOf } from '../facts/paths';
import { isSource } from '../facts/sources';
import { isServicePath } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Declarations of a metric that name it in the same line, as the usual libraries write them. */
const metricNames: readonly RegExp[] = [
  /\b(?:Counter|Gauge|Histogram|Summary)\s*\(\s*["']([A-Za-z_][\w.]{2,100})["']/u,
  /\b(?:counter|gauge|timer|summary|histogram)\s*\(\s*"([a-z][\w.]{2,100})"/u,
  /\b(?:Counter|Gauge|Timer|DistributionSummary)\.builder\s*\(\s*"([\w.]{3,100})"/u,
  /\b(?:statsd|StatsD|Statsd|metrics|dogstatsd)\.(?:increment|incr|gauge|timing|histogram|count|distribution)\s*\(?\s*["']([\w.-]{3,100})["']/u,
  /\bcreate(?:Counter|Histogram|UpDownCounter|ObservableGauge)\s*\(\s*["']([\w.]{3,100})["']/u,
];
const bareName = /^\s*(?:Name|name)\s*:\s*["']([a-z][a-z0-9]*(?:_[a-z0-9]+)+)["']\s*,/u;
const declaration = /\b(?:new\s+(?:\w+\.)?(?:Counter|Gauge|Histogram|Summary)\b|prometheus\.\w+Opts|promauto\.)/u;

/** Metrics declared on lines that are gone, and nowhere on lines that came. */
export const removedMetric: RiskRule = {
  id: 'removed-metric',
  dimension: 'observability',
  find: ({ patches, files }) => {
    const added = new Set<string>();
    const gone = new Map<string, Evidence>();
    for (const [file, patch] of patches) {
      if (!isSource(file) || !isServicePath(file)) continue;
      const patterns = namesIn(patch);
      for (const { text } of patch.added) for (const name of metricsOn(text, patterns)) added.add(name);
      for (const { text } of patch.deleted) for (const name of metricsOn(text, patterns)) gone.set(name, { file });
    }
    // What still stands as a text on a new line is declared there in other words.
    const lines = [...patches.values()].flatMap((patch) => patch.added.filter(({ text }) => text.length < 1000));
    const isNamed = (name: string): boolean =>
      lines.some(({ text }) => ['"', "'", '`'].some((quote) => text.includes(`${quote}${name}${quote}`)));
    const names = [...gone.keys()].filter((name) => !added.has(name) && !isNamed(name)).sort();
    if (names.length === 0) return [];
    const users = files.loaded.flatMap((path): readonly Evidence[] => {
      if (isSource(path) || isForeign(path)) return [];
      const text = files.text(path) ?? '';
      const at = names
        .map((name) => text.search(new RegExp(`\\b${name.replaceAll('.', '[._]')}`, 'u')))
        .find((index) => index >= 0);
      return at === undefined ? [] : [{ file: path, line: text.slice(0, at).split('\n').length }];
    });
    return [
      {
        issue: `The release no longer declares ${count(names.length, 'metric')}: ${listed(names)}${users.length === 0 ? '' : `, and ${filesIn(users)} still ${users.length === 1 ? 'asks' : 'ask'} for ${names.length === 1 ? 'it' : 'them'}`}.`,
        evidence: inOrder([...users, ...names.flatMap((name) => gone.get(name) ?? [])]),
        trigger: 'The new version starts and the series ends.',
        impact: users.length === 0 ? 3 : 4,
        impactWhy:
          users.length === 0
            ? 'dashboards and alerts outside this repository may read it, and an alert without a series never fires'
            : `an alert or panel in ${filesIn(users, 1)} stays silent or empty from then on`,
        probability: users.length === 0 ? 2 : 4,
        probabilityWhy:
          users.length === 0
            ? 'no rule or dashboard in this repository names it; others were not seen'
            : 'the series certainly ends with the new version, and the reader stands in this repository',
        fails: 'Alerts on these series stay silent whatever happens; rollout validations that read them have no data.',
        detect: '`absent_over_time` on the series, per version; today nothing else would tell.',
        recover: 'Roll back, or move the alerts and panels to the new series before going on.',
        monitor: `Whether ${listed(names, 1)} still has samples from the new version.`,
        mitigation: 'Change alerts and dashboards first so that they read both names, then remove the old series.',
      },
    ];
  },
};

/** How the lines of a file name metrics: by a bare `name:` only beside a declaration of one. */
function namesIn({ deleted, added }: Patch): readonly RegExp[] {
  const declares = [deleted, added].some((lines) => lines.some(({ text }) => declaration.test(text)));
  return declares ? [...metricNames, bareName] : metricNames;
}

function metricsOn(text: string, names: readonly RegExp[]): readonly string[] {
  if (text.length > 500 || /^\s*(?:\/\/|#|\*)/u.test(text)) return [];
  return names.flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
}

/** Alert rules taken out of the rule files of this repository. */
export const removedAlert: RiskRule = {
  id: 'removed-alert',
  dimension: 'observability',
  find: ({ patches }) => {
    const alertOn = (text: string): string | undefined =>
      /^\s*-?\s*alert:\s*["']?([A-Za-z_][\w-]*)["']?\s*$/u.exec(text)?.[1];
    const added = new Set<string>();
    const gone = new Map<string, Evidence>();
    for (const [file, patch] of patches) {
      if (!/\.ya?ml$/u.test(file) || isForeign(file) || roleOf(file) !== undefined) continue;
      for (const { text } of patch.added) added.add(alertOn(text) ?? '');
      for (const { text } of patch.deleted) {
        const name = alertOn(text);
        if (name !== undefined) gone.set(name, { file });
      }
    }
    const names = [...gone.keys()].filter((name) => !added.has(name)).sort();
    if (names.length === 0) return [];
    return [
      {
        issue: `The release removes ${count(names.length, 'alert')}: ${listed(names)}.`,
        evidence: inOrder(names.flatMap((name) => gone.get(name) ?? [])),
        trigger: 'What the alert watched for happens during or after the rollout.',
        impact: 3,
        impactWhy: `nobody is called for what ${listed(names, 1)} called for`,
        probability: 2,
        probabilityWhy:
          'the rule is gone from the file that loads it; whether another rule covers the same was not judged',
        fails: 'Detection, not the service.',
        detect: 'By users, unless another alert covers it.',
        recover: 'Load the rule again; it needs no rollback of the code.',
        monitor: 'The expression of the removed rule, by hand, until the watch ends.',
        mitigation: 'Keep the rule until the release is Full, and name the alert that takes its place.',
      },
    ];
  },
};

function isMoved(gone: DependencyChange, come: DependencyChange): boolean {
  const [from, to] = [gone, come].map(({ evidence }) => folderOf(evidence[0]?.file ?? ''));
  return (
    gone.name === come.name && from !== undefined && to !== undefined && (isWithin(from, to) || isWithin(to, from))
  );
}

const instrumentation =
  /^(?:@?opentelemetry|@sentry\/|sentry|prom-client|prometheus|micrometer|io\.micrometer|dd-trace|ddtrace|datadog|newrelic|elastic-apm|honeybadger|rollbar|bugsnag|applicationinsights|statsd|hot-shots|pino$|winston$|bunyan$|structlog|loguru|zap$|logrus)|\bzipkin|\bjaeger|opentelemetry|\/(?:client_golang|opentelemetry-go|zap|logrus|zerolog|sentry-go)$/iu;

/** A list of versions brings in nothing by itself: https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html */
const VERSIONS_ONLY = '-bom';

/** A library that reports errors, metrics, traces or logs, taken out without another one coming in. */
export const instrumentationRemoved: RiskRule = {
  id: 'instrumentation-removed',
  dimension: 'observability',
  find: ({ facts: { dependencies, release } }) => {
    // A package that goes as a whole takes what it reported with it.
    const gone = new Set(release.files.flatMap(({ path, status }) => (status === 'deleted' ? [path] : [])));
    const ours = dependencies.filter(
      ({ name, development, evidence }) =>
        development !== true &&
        instrumentation.test(name) &&
        !name.endsWith(VERSIONS_ONLY) &&
        !evidence.some(({ file }) => gone.has(file)),
    );
    const comes = ours.filter(({ from }) => from === undefined);
    // A package that another manifest of the same place declares from now on has only moved.
    const removed = ours.filter((one) => one.to === undefined && !comes.some((other) => isMoved(one, other)));
    const added = comes.map(({ name }) => name);
    const [first] = removed;
    if (first === undefined) return [];
    const names = removed.map(({ name }) => name);
    return [
      {
        issue: `The release drops ${listed(names)}, which reported what the service does${added.length === 0 ? '' : `; ${listed(added)} ${new Set(added).size === 1 ? 'comes' : 'come'} in`}.`,
        evidence: inOrder(removed.flatMap(({ evidence }) => evidence)),
        trigger: 'The new version takes traffic.',
        impact: 4,
        impactWhy: `what ${first.name} sent (errors, metrics, traces or logs) ends, and so do alerts built on it`,
        probability: added.length === 0 ? 3 : 2,
        probabilityWhy:
          added.length === 0
            ? 'nothing of its kind is added in the same release'
            : `${listed(added, 1)} may send the same under other names`,
        fails: 'The rollout is judged without data; a broken version looks calm.',
        detect: 'Series and events of the new version are absent from the first traffic on.',
        recover: 'Roll back to the recorded artifact.',
        monitor: 'Whether the new version sends as many events and series as the old one did.',
        mitigation: 'Run both side by side for one release, and point alerts at the new names before the old ones end.',
      },
    ];
  },
};

const levels: readonly string[] = [
  'trace',
  'debug',
  'verbose',
  'info',
  'notice',
  'warn',
  'warning',
  'error',
  'fatal',
  'critical',
  'off',
  'silent',
  'none',
];
const levelLine = /\b\w{0,40}log[_.-]?level\w{0,20}["']?\s*[:=]\s*["']?:?([a-z]+)\b/iu;
const sampleLine =
  /\b(\w{0,30}sample_?rate|tracesSampler?|OTEL_TRACES_SAMPLER_ARG)["']?\s*[:=]\s*["']?(\d+(?:\.\d+)?)/iu;

/** Logs or traces turned down in settings or code of this release: the same setting, with a quieter value. */
export const quieterSignals: RiskRule = {
  id: 'quieter-signals',
  dimension: 'observability',
  find: ({ patches }) => {
    const places: Evidence[] = [];
    const said: string[] = [];
    for (const [file, patch] of patches) {
      if (!isServicePath(file) || roleOf(file) !== undefined || /\.(?:md|rst|txt|lock)$/u.test(file)) continue;
      const before = patch.deleted.flatMap(({ text }) => quietness(text));
      for (const { line, text } of patch.added) {
        for (const now of quietness(text)) {
          const old = before.find(({ what }) => what === now.what);
          if (old === undefined || now.rank <= old.rank) continue;
          places.push({ file, line });
          said.push(`${now.what} from ${old.value} to ${now.value}`);
        }
      }
    }
    if (places.length === 0) return [];
    return [
      {
        issue: `The release turns its own signals down: ${listed(said)}.`,
        evidence: inOrder(places),
        trigger: 'Something fails during the rollout and the on-call person looks for its trace.',
        impact: 3,
        impactWhy: 'lines or traces that explained the last incident will not be there for the next',
        probability: 3,
        probabilityWhy: `the quieter value (${listed(said, 1)}) comes with the release itself, so it holds from the first traffic on`,
        fails: 'Diagnosis takes longer; measures made from logs or traces drop without a cause in the service.',
        detect: 'Volume of logs and traces per request, new version against old.',
        recover: 'Set the former value; where it is read at start this needs a restart.',
        monitor: 'Log lines and traces per request, per version.',
        mitigation: 'Ship the quieter setting after this rollout has been watched.',
      },
    ];
  },
};

function quietness(text: string): readonly { readonly what: string; readonly value: string; readonly rank: number }[] {
  if (text.length > 300) return [];
  const level = levelLine.exec(text)?.[1]?.toLowerCase();
  const rank = level === undefined ? -1 : levels.indexOf(level);
  const sample = sampleLine.exec(text);
  return [
    ...(level === undefined || rank < 0 ? [] : [{ what: 'the log level', value: level, rank }]),
    ...(sample === null ? [] : [{ what: sample[1] ?? 'sampling', value: sample[2] ?? '', rank: -Number(sample[2]) }]),
  ];
}

const errorReport =
  /\b(?:captureException|captureMessage|notice_error|noticeError|Honeybadger\.notify|Rollbar\.error|reportError|(?:log|logger|logging|console|LOG|_logger|Rails\.logger|slog|logrus|zap\.\w+\(\))\.(?:error|Error|exception|fatal|Fatal|critical|LogError|Errorf|Errorw)|LogError)\s*\(?/u;

/** Files that keep their code and lose most of what reported their errors. */
export const fewerErrorReports: RiskRule = {
  id: 'fewer-error-reports',
  dimension: 'observability',
  find: ({ changed }: RiskInput) => {
    const isReport = ({ text }: { readonly text: string }): boolean =>
      text.length < 1000 && errorReport.test(text) && !/^\s*(?:\/\/|#|\*)/u.test(text);
    const added = changed.map(({ path, patch }) => ({ path, lines: patch.added.filter(isReport) }));
    const counts = changed.flatMap((file) => {
      const reports = (lines: readonly { readonly text: string }[]): number => lines.filter(isReport).length;
      // What stands in another file now has moved there with its code.
      const moved = new Set(
        added.flatMap(({ path, lines }) => (path === file.path ? [] : lines.map(({ text }) => text.trim()))),
      );
      const gone = reports(file.patch.deleted.filter(({ text }) => !moved.has(text.trim())));
      const left = reports(file.text.split('\n').map((text) => ({ text })));
      // A handler that goes with its report lets the error rise to whoever called.
      const handlers = Math.max(0, handlersOn(file.patch.deleted) - handlersOn(file.patch.added));
      const lost = gone - reports(file.patch.added) - handlers - raisedInstead(file.patch);
      return lost >= 2 && left < lost ? [{ file: file.path, lost, left }] : [];
    });
    const [first] = counts;
    if (first === undefined) return [];
    const lost = counts.reduce((sum, each) => sum + each.lost, 0);
    const places = counts.map(({ file }) => ({ file, line: 1 }));
    return [
      {
        issue: `The release takes out ${count(lost, 'line')} that reported errors in ${filesIn(places)}, and keeps the code.`,
        evidence: inOrder(places),
        trigger: 'The code around the removed lines fails.',
        impact: 3,
        impactWhy: `failures in ${first.file} that used to be reported are not any more`,
        probability: 2,
        probabilityWhy: `${String(first.lost)} reports went and ${String(first.left)} stayed there; whether the caller reports now was not followed`,
        fails: 'Detection: error counts fall although as much fails as before.',
        detect: 'A drop of reported errors on the new version is a warning here, not good news.',
        recover: 'Roll back, or put the reports back.',
        monitor: 'Failed requests against reported errors, per version.',
        mitigation: 'Show where these errors are reported now.',
      },
    ];
  },
};

/** Reports whose words are in new lines that report nothing themselves: as a rule what is thrown there instead. */
function raisedInstead({ added, deleted }: Patch): number {
  const isReport = (text: string): boolean => errorReport.test(text);
  const others = added.filter(({ text }) => !isReport(text)).map(({ text }) => text);
  if (!added.some(({ text }) => /\b(?:throw|raise|panic!?|Errorf?|wrap\w*)\b/u.test(text))) return 0;
  return deleted.filter(({ text }) => {
    const words = isReport(text) ? /["'`]([^"'`{}%$\\]{12,80})/u.exec(text)?.[1] : undefined;
    return words !== undefined && others.some((other) => other.includes(words));
  }).length;
}

function handlersOn(lines: Patch['added']): number {
  return lines.filter(({ text }) => /\b(?:catch|rescue|except|if\s+err\s*!=\s*nil)\b|\.catch\(/u.test(text)).length;
}
