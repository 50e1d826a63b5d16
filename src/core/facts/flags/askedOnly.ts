import { environmentReads } from '../config/environmentReads';
import { literalPattern } from '../literalPattern';
import { isCommentedOut } from '../sources';
import { isOfTests, isQuestion } from './booleanReads';
import { holdsValue, mayBeSaid, numbered } from './switchNames';

interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A question of the code whether a key of the environment is there at all. */
export interface AskedKey {
  readonly key: string;
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/** What is no switch though nobody looks at its value: marks of a platform, and stand-ins. */
const mark =
  /^(?:AWS|AZURE|GCP|GAE|GOOGLE|ECS|EC2|K8S|KUBERNETES|HEROKU|DYNO|FLY|RENDER|RAILWAY|VCAP|BUNDLE|BUILD|ECTO|PHX|WERKZEUG|JENKINS|GITLAB|GITHUB|npm)_|(?:^|_)(?:DUMMY|GEMFILE|METADATA|CREDENTIALS|TOKENS|SECRETS|LICENSE|SLUG|COMMIT|SHA|BUILD|HOOK|WEBHOOK|IN_(?:CONTAINER|CLUSTER|CONSOLE))(?:_|$)/u;
/** Keys that the code may only ask for. More are a program about environments. */
const KEY_LIMIT = 50;

/** The keys that some code asks for and does nothing else with, as far as their names may be those of switches. */
function candidates(sources: readonly SourceText[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path, text } of sources) {
    for (const { key, offset } of environmentReads(path, text)) {
      const mayBe = mayBeSaid(key) && !holdsValue(key) && !numbered.test(key) && !mark.test(key);
      if (mayBe && isQuestion(text, offset, offset + key.length) && !isCommentedOut(text, offset)) found.add(key);
    }
  }
  return new Set([...found].slice(0, KEY_LIMIT));
}

/** Texts by which all the source files are found that name a key which some code only asks for. */
export function askedKeyTexts(sources: readonly SourceText[]): readonly string[] {
  return [...candidates(sources)];
}

/**
 * The questions for keys of the environment of which nothing else is made anywhere: `if ENV["QUICK_CART"]`. Whoever sets
 * such a key turns something on, whatever it is called; what is named anywhere else may hold a value.
 */
export function keysAskedOnly(sources: readonly SourceText[]): readonly AskedKey[] {
  return [...candidates(sources)].flatMap((key) => {
    const named = new RegExp(String.raw`(?<![\w$])${literalPattern(key)}(?![\w$])`, 'gu');
    const places = sources
      .filter(({ text }) => text.includes(key))
      .flatMap(({ path, text }) => [...text.matchAll(named)].map(({ index }) => ({ key, path, text, offset: index })))
      .filter(({ text, offset }) => !isCommentedOut(text, offset));
    const isOnlyAsked = places.every(
      ({ text, offset }) => isQuestion(text, offset, offset + key.length) && !isOfTests(text, offset),
    );
    return isOnlyAsked ? places : [];
  });
}
