import type { Evidence } from '../facts/schema';
import { javaConstant as constant, phpCase } from '../facts/storedEnums';
import type { ChangedCode } from './code/changedCode';
import type { RiskInput, RiskRule } from './rule';
import { inOrder, listed } from './wording';

/** A value that rows may hold from this release on, for a version that knows all others. */
interface StoredValue {
  readonly value: string;
  /** What it is a value of: a field, or a type. */
  readonly of: string;
  readonly place: Evidence;
  /** What the version before does with such a row. */
  readonly meets: string;
}

/**
 * Values that an enum of the code newly has and that are stored as they are called: `Ecto.Enum`
 * (https://hexdocs.pm/ecto/Ecto.Enum.html), `enum` of Active Record
 * (https://api.rubyonrails.org/classes/ActiveRecord/Enum.html), `@Enumerated` of JPA
 * (https://jakarta.ee/specifications/persistence/3.1/apidocs/jakarta.persistence/jakarta/persistence/enumerated), casts of
 * Eloquent (https://laravel.com/docs/eloquent-mutators#enum-casting).
 */
export const newStoredValue: RiskRule = {
  id: 'new-stored-value',
  dimension: 'data-flow',
  find: (input) => {
    const found = input.changed.flatMap((file) => valuesIn(file, input));
    const [first] = found;
    if (first === undefined) return [];
    return [
      {
        issue: `Rows may hold ${found.length === 1 ? 'a value' : 'values'} from this release on that the version before does not know: ${listed(found.map(({ value, of }) => `${value} of ${of}`))}.`,
        evidence: inOrder(found.map(({ place }) => place)),
        trigger: `The new version stores ${first.value}, and the version before reads the row: during the rollout, and after a rollback.`,
        impact: 4,
        impactWhy: first.meets,
        probability: 2,
        probabilityWhy: `it takes a row that holds ${first.value}; when the new version first stores one was not seen`,
        fails: `Requests and jobs of the version before that read such a row of ${first.of}, lists among them.`,
        detect: `Errors of the version before that name ${first.value}, and a count of the rows that hold it.`,
        recover: 'Give those rows a value that both versions know, then roll back.',
        monitor: `The number of rows that hold ${first.value}.`,
        mitigation: 'Release first a version that can read the value, and the one that stores it later.',
      },
    ];
  },
};

function valuesIn(file: ChangedCode, input: RiskInput): readonly StoredValue[] {
  if (file.isNew) return [];
  switch (file.language) {
    case 'Elixir':
      return listedValues(
        file,
        /\bfield[\s(]+:(?<of>\w+),\s*Ecto\.Enum,\s*values:\s*\[(?<values>[^\]]{1,4000})\]/gu,
        'loading such a row raises',
      );
    case 'Ruby':
      return listedValues(
        file,
        /^[ \t]*enum[ (]+:?(?<of>\w+)(?::|,)?\s*(?:\{(?<map>[^}]{1,4000})\}|%i\[(?<words>[^\]]{1,4000})\]|\[(?<values>[^\]]{1,4000})\])/gmu,
        'it reads such a row as one without a value',
      );
    case 'Java':
    case 'Kotlin':
      return typeValues(file, input, /\benum\s+(?:class\s+)?(\w+)[^{;]{0,300}\{/gu, constant, isEnumerated);
    case 'PHP':
      return typeValues(file, input, /\benum\s+(\w+)\s*:\s*(?:string|int)\b[^{;]{0,300}\{/gu, phpCase, isCast);
    default:
      return [];
  }
}

/** Values in a list beside the field. A field that is new as a whole was stored by nobody. */
function listedValues(file: ChangedCode, lists: RegExp, meets: string): readonly StoredValue[] {
  const text = file.uncommented();
  const added = new Set(file.patch.added.map(({ line }) => line));
  const former = file.patch.deleted.map((line) => line.text).join('\n');
  return [...text.matchAll(lists)].flatMap(({ 0: whole, index, groups }): readonly StoredValue[] => {
    const of = groups?.['of'] ?? '';
    const names = groups?.['map'] ?? groups?.['words'] ?? groups?.['values'] ?? '';
    const pattern = groups?.['map'] === undefined ? /\w+/gu : /(\w+)(?=["']?\s*(?::|=>))/gu;
    const start = index + whole.lastIndexOf(names);
    const values = [...names.matchAll(pattern)].map((match) => ({
      value: match[0],
      line: file.lineOf(start + match.index),
    }));
    const known = (value: string): boolean => new RegExp(`(?<!\\w)${value}(?!\\w)`, 'u').test(former);
    const isNew = ({ value, line }: (typeof values)[number]): boolean => added.has(line) && !known(value);
    // What of the list was there before says that the field was; the same word of another field does not.
    const isNewField =
      added.has(file.lineOf(index + whole.indexOf(of))) &&
      !new RegExp(`\\b(?:field|enum)[\\s(]+:?${of}\\b`, 'u').test(former);
    if (isNewField || values.every(isNew)) return [];
    return values.filter(isNew).map(({ value, line }) => ({ value, of, place: { file: file.path, line }, meets }));
  });
}

/** Values of a type of their own, where code that was read stores fields of that type under their names. */
function typeValues(
  file: ChangedCode,
  input: RiskInput,
  heads: RegExp,
  line: RegExp,
  isStored: (input: RiskInput, type: string) => boolean,
): readonly StoredValue[] {
  const lines = file.uncommented().split('\n');
  const former = new Set(file.patch.deleted.flatMap(({ text }) => line.exec(text)?.[1] ?? []));
  const added = new Set(file.patch.added.map((each) => each.line));
  return [...file.code().matchAll(heads)].flatMap(({ 0: head, 1: type = '', index }): readonly StoredValue[] => {
    const first = file.lineOf(index + head.length);
    const isOld = !added.has(file.lineOf(index));
    const found: StoredValue[] = [];
    // Constants stand before the first semicolon, and before whatever else the type has.
    for (const [offset, text] of lines.slice(first).entries()) {
      if (/^\s*\}/u.test(text)) break;
      const value = line.exec(text)?.[1];
      const at = first + offset + 1;
      if (value !== undefined && added.has(at) && !former.has(value))
        found.push({
          value,
          of: type,
          place: { file: file.path, line: at },
          meets: 'loading such a row fails, since the value has no constant there',
        });
      if (text.includes(';') && line === constant) break;
    }
    return isOld && found.length > 0 && isStored(input, type) ? found : [];
  });
}

/** `@Enumerated(EnumType.STRING) val status: Status`, `@Enumerated private Status status;`. */
function isEnumerated({ files }: RiskInput, type: string): boolean {
  const field = new RegExp(
    `@(?:field:|get:)?Enumerated\\b(?:\\([^)]{0,80}\\))?(?:\\s*@[\\w:.]+(?:\\([^)]{0,200}\\))?)*\\s*(?:(?:private|protected|public|internal|final|override|lateinit|open)\\s+)*(?:(?:val|var)\\s+\\w+\\s*:\\s*${type}\\b|${type}\\s+\\w+\\s*[;=])`,
    'u',
  );
  return files.loaded.some((path) => /\.(?:java|kt)$/u.test(path) && field.test(files.text(path) ?? ''));
}

/** `'status' => OrderStatus::class` among the casts of a model. */
function isCast({ files }: RiskInput, type: string): boolean {
  const cast = new RegExp(`\\bcasts\\b[^;]{0,4000}?=>\\s*${type}::class`, 'u');
  return files.loaded.some((path) => path.endsWith('.php') && cast.test(files.text(path) ?? ''));
}
