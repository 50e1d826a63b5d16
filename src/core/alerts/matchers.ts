interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Values that instrumentation libraries give to the label that tells how a request ended, successes first. */
const outcomes = [
  ...['200', '2xx', '201', '302', 'success', 'SUCCESS', 'ok', 'OK', 'Ok', 'completed', 'none', 'false'],
  ...['500', '5xx', '503', '502', 'SERVER_ERROR', 'server_error', 'error', 'ERROR', 'failure', 'failed', 'true'],
  ...[
    'Internal',
    'INTERNAL',
    'Unavailable',
    '404',
    '4xx',
    '400',
    '429',
    'CLIENT_ERROR',
    'client_error',
    'InvalidArgument',
  ],
];

/** Labels of a request that the matchers select, and of one that they do not, for tests; undefined when none is found. */
export function exampleLabels(
  matchers: string,
):
  | { readonly selected: Readonly<Record<string, string>>; readonly other: Readonly<Record<string, string>> }
  | undefined {
  const parsed = parseMatchers(matchers);
  if (parsed === undefined || parsed.length === 0) return undefined;
  const selected: Record<string, string> = {};
  const other: Record<string, string> = {};
  for (const label of new Set(parsed.map((matcher) => matcher.label))) {
    const mine = parsed.filter((matcher) => matcher.label === label);
    const candidates = [...outcomes, ...mine.flatMap(({ value }) => value.split('|')), 'other'];
    const yes = candidates.find((value) => value !== '' && mine.every((matcher) => selects(matcher, value)));
    const no = candidates.find((value) => value !== '' && !mine.every((matcher) => selects(matcher, value)));
    if (yes === undefined || no === undefined) return undefined;
    selected[label] = yes;
    other[label] = no;
  }
  return { selected, other };
}

/** Labels that the matchers select, where each is an equality; undefined otherwise. */
export function equalityLabels(matchers: string): Readonly<Record<string, string>> | undefined {
  const parsed = parseMatchers(matchers);
  if (parsed === undefined) return undefined;
  const labels: Record<string, string> = {};
  for (const { label, operator, value } of parsed) {
    if (operator === '=') labels[label] = value;
    else if (operator === '=~' && /^[\w-]+$/u.test(value)) labels[label] = value;
    else return exampleLabels(matchers)?.selected;
  }
  return labels;
}

function selects({ operator, value }: Matcher, candidate: string): boolean {
  switch (operator) {
    case '=':
      return candidate === value;
    case '!=':
      return candidate !== value;
    case '=~':
      return matchesWhole(value, candidate);
    case '!~':
      return !matchesWhole(value, candidate);
  }
}

function matchesWhole(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    return false;
  }
}

const matcherToken = /\s*([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/uy;

function parseMatchers(text: string): readonly Matcher[] | undefined {
  const found: Matcher[] = [];
  matcherToken.lastIndex = 0;
  const source = text.trim();
  for (let end = 0; end < source.length;) {
    matcherToken.lastIndex = end;
    const match = matcherToken.exec(source);
    if (match === null) return undefined;
    const [whole, label = '', operator, value = ''] = match;
    if (operator !== '=' && operator !== '!=' && operator !== '=~' && operator !== '!~') return undefined;
    found.push({ label, operator, value: value.replace(/\\(.)/gu, '$1') });
    end += whole.length;
  }
  return found;
}
