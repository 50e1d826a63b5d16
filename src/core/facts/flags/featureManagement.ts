import type { DeclaredDependency } from '../declaredDependencies';
import { literalPattern } from '../literalPattern';
import type { Evidence, FlagFinding, Patches } from '../schema';
import { isBuildFile, isCommentedOut, isForeignSource, lineFinder, sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { readContainers } from './flagContainers';

const dependency = /^Microsoft\.FeatureManagement(?:\.[\w.]+)?$/iu;

/** Texts by which the files that ask .NET's feature management are found; none where nothing declares it. */
export function featureManagementTexts(declared: readonly DeclaredDependency[]): readonly string[] {
  return declared.some(({ name }) => dependency.test(name))
    ? ['IsEnabledAsync(', 'FeatureGate(', '<feature', 'UseFeatureFlags(', 'class Feature', 'enum Feature']
    : [];
}

const name = String.raw`(?:nameof\(\s*)?(?:"(?<key>\w{2,100})"|(?:\w{1,60}\.){0,3}?(?<container>\w{2,60})\.(?<member>\w{2,100}))`;
/** How a feature is asked for; the groups are `key`, or `container` and `member`. */
const asked: readonly RegExp[] = [
  new RegExp(String.raw`\bIsEnabledAsync(?:<[^>\n]{0,60}>)?\(\s*${name}`, 'gu'),
  new RegExp(String.raw`\[FeatureGate\((?:\s*RequirementType\.\w+\s*,)?\s*${name}`, 'gu'),
  /<feature\s+(?:[^>\n]{0,60}?\s)?name="(?<key>\w{2,100})"/gu,
];
const EVIDENCE_LIMIT = 10;

/**
 * Features that .NET's feature management reads from its settings, by the key of the environment that sets each
 * (`FeatureManagement__NewCart`), which is read at start.
 * https://learn.microsoft.com/azure/azure-app-configuration/feature-management-dotnet-reference
 * https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#environment-variables
 */
export function featureManagementFlags(
  files: WorkspaceFiles,
  declared: readonly DeclaredDependency[],
  patches: Patches,
): readonly FlagFinding[] {
  if (!declared.some((each) => dependency.test(each.name))) return [];
  const sources = files.loaded.filter(
    (path) =>
      /\.(?:cs|cshtml|razor)$/u.test(path) &&
      !isForeignSource(path) &&
      !isBuildFile(path) &&
      sourceRole(path) === undefined,
  );
  const texts = sources.map((path) => ({ path, text: files.text(path) ?? '' }));
  // A store of settings is asked while the service runs: its flags are none of the environment.
  if (texts.some(({ text }) => text.includes('.UseFeatureFlags('))) return [];
  const containers = readContainers(files, sources);
  const patterns = [...asked, membersOf(texts.map(({ text }) => text))];
  const found = new Map<string, Evidence[]>();
  for (const { path, text } of texts) {
    const lineOf = lineFinder(text);
    for (const pattern of patterns) {
      for (const { groups, index } of text.matchAll(pattern)) {
        const { key, container = '', member = '' } = groups ?? {};
        // An enum's member and a constant that is its own name stand for themselves.
        const feature = key ?? containers.get(container)?.get(member) ?? member;
        if (isCommentedOut(text, index)) continue;
        const place = { file: path, line: lineOf(index) };
        const known = found.get(feature) ?? [];
        if (!known.some(({ file, line }) => file === place.file && line === place.line)) {
          found.set(feature, [...known, place]);
        }
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([feature, evidence]): FlagFinding => {
      const added = evidence.every(({ file, line }) => patches.get(file)?.added.some((each) => each.line === line));
      return {
        id: 'env',
        key: `FeatureManagement__${feature}`,
        off: 'false',
        evidence: evidence.slice(0, EVIDENCE_LIMIT),
        ...(added ? { addedInRelease: true } : {}),
      };
    });
}

/** The members, wherever they are named, of what holds the features that the texts ask for. */
function membersOf(texts: readonly string[]): RegExp {
  const holding = new Set(
    texts.flatMap((text) =>
      asked.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(({ groups }) => groups?.['container'] ?? [])),
    ),
  );
  const names = [...holding].map(literalPattern).join('|');
  return new RegExp(
    String.raw`\b(?<container>${names === '' ? '(?!)' : names})\.(?<member>[A-Z]\w{1,100})\b(?!\s*\()`,
    'gu',
  );
}
