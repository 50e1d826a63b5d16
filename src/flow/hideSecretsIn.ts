/** Shorter texts are words; digests and commit ids look like keys and are none. */
const searched = /^(?!(?:sha256:)?[0-9a-f]{40,64}$)[^]{12}/u;

/** A copy of a JSON value whose texts hold no secret that `hide` recognises. */
export async function hideSecretsIn(value: unknown, hide: (text: string) => Promise<string>): Promise<unknown> {
  const texts = textsOf(value).filter((text) => searched.test(text));
  // Almost always there is none, and one search is much cheaper than many.
  const all = texts.join('\n');
  if ((await hide(all)) === all) return value;
  const hidden = new Map<string, string>();
  for (const text of new Set(texts)) hidden.set(text, await hide(text));
  return replaceTexts(value, hidden);
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function replaceTexts(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTexts(item, texts)]));
}
