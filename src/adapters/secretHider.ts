/** What stands in the place of a secret. */
const HIDDEN = '[secret hidden]';

/** What no scanner for known kinds of keys can know, and programs print all the same: a value that is named as secret. */
const named =
  /((?:password|passwd|secret|token|api[_-]?key|authorization)["']?\s*[=:]\s*["']?(?:bearer |basic )?)(?=[^\s"']*\d)(?=[^\s"']*[a-z])[^\s"']{6,}/giu;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Replaces the secrets in a text: keys that secretlint's recommended rules know, and values that are named as secret. */
export async function hideSecrets(text: string): Promise<string> {
  // 300 KiB of rules, needed when something is recorded and not before.
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const { messages } = await lintSource({
    source: { content: text, filePath: 'output.txt', ext: '.txt', contentType: 'text' },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
      locale: 'en',
    },
  });
  const found = messages.flatMap(({ range: [start, end], data = {} }): readonly Place[] => [
    { start, end },
    // Some rules give the place of the name, and the secret itself only beside it.
    ...Object.values(data).flatMap((value) => (typeof value === 'string' ? placesOf(value, text) : [])),
  ]);
  const values = [...text.matchAll(named)].map(({ 0: all, 1: name = '', index }): Place => ({
    start: index + name.length,
    end: index + all.length,
  }));
  return joined([...found, ...values]).reduceRight(
    (rest, { start, end }) => `${rest.slice(0, start)}${HIDDEN}${rest.slice(end)}`,
    text,
  );
}

/** The places in their order, those that touch made one. */
function joined(places: readonly Place[]): readonly Place[] {
  return [...places]
    .sort((one, other) => one.start - other.start)
    .reduce<readonly Place[]>((before, place) => {
      const last = before.at(-1);
      if (last === undefined || last.end < place.start) return [...before, place];
      return [...before.slice(0, -1), { start: last.start, end: Math.max(last.end, place.end) }];
    }, []);
}

function placesOf(value: string, text: string): readonly Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(value); at >= 0 && value !== ''; at = text.indexOf(value, at + value.length)) {
    places.push({ start: at, end: at + value.length });
  }
  return places;
}
