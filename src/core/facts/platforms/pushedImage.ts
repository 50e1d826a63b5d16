import { literalPattern } from '../literalPattern';
import type { PushedImage } from '../pushedImages';
import type { Evidence, Facts, PlatformFinding } from '../schema';
import { tagFrom } from '../tagTemplates';
import type { Answers } from './answers';
import { imageName } from './kubernetes/image';
import { placeText } from './atOnce';
import type { PlatformSpeech, SpeechRequest } from './platform';

/**
 * `repository:tag` of the image that CI pushed for the new version; its digest where every build moves the same tag.
 *
 * @param found the repository that the workspace names.
 * @param known the image's `name` where there are several; where the workspace names a tag, what it says (`example`), and the
 *   `tag` itself when it is the new version's. Otherwise the tag is known where a pipeline pushes each commit by its own.
 */
export function pushedImage(
  answers: Answers,
  request: SpeechRequest,
  found: string | undefined,
  {
    name,
    example = '',
    tag,
  }: { readonly name?: string | undefined; readonly example?: string; readonly tag?: string | undefined } = {},
): string {
  // What a pipeline replaces in a manifest, such as IMAGE_NAME, is no name that CI could push to.
  const called = name !== undefined && /^[a-z0-9][a-z0-9._-]*$/u.test(name) ? name : undefined;
  const image = called ?? (found === undefined ? undefined : imageName(found));
  const repository = imageRepository(answers, found ?? pushedRepository(request.facts, image), called);
  const moving = tag === undefined ? movingTag(request.facts, image) : undefined;
  if (moving !== undefined) return `${repository}@${pushedDigest(answers, request, moving)}`;
  return `${repository}:${pushedTag(answers, request, { image, example, tag })}`;
}

/** The repository of that image alone. */
export function imageRepository(answers: Answers, found: string | undefined, name = 'this service'): string {
  return answers.word({
    id: 'image-repository',
    question: `Which image repository, registry included, does CI push ${name} to?`,
    profileKey: 'image',
    found,
  });
}

/** The tag of that image alone, where the repository is the business of others; with its digest where every build moves it. */
export function pushedTag(
  answers: Answers,
  request: SpeechRequest,
  {
    image,
    example,
    tag,
  }: { readonly image: string | undefined; readonly example: string; readonly tag?: string | undefined },
): string {
  const { facts, newVersion } = request;
  const moving = tag === undefined ? movingTag(facts, image) : undefined;
  if (moving !== undefined) return `${moving.tag}@${pushedDigest(answers, request, moving)}`;
  return answers.word({
    id: 'image-tag',
    question: `Which image tag did CI push for ${newVersion}${example}?`,
    found: tag ?? tagOfHead(facts, image),
  });
}

function pushedDigest(answers: Answers, { newVersion }: SpeechRequest, { tag, evidence }: MovingTag): string {
  return answers.word({
    id: 'image-digest',
    question: `Which digest (sha256:…) has the image of ${newVersion}? ${placeText(evidence)} pushes every build by the tag ${tag} alone; \`docker buildx imagetools inspect\` prints the digest of a tag, once its run has ended.`,
  });
}

/**
 * Who pushes the image that commands name by a tag found here. Where the same pipeline deploys it, the image is not there before
 * everybody has it, which matters to whoever holds shares.
 */
export function pushCaveats(facts: Facts, speech: PlatformSpeech, finding: PlatformFinding): readonly string[] {
  const said = facts.images.length === 0 ? '' : JSON.stringify(speech);
  return facts.images.flatMap((pushed): readonly string[] => {
    const tag = headTag(facts, pushed);
    const [place] = pushed.evidence;
    if (tag === undefined || place === undefined || !namesImage(said, pushed.repository, tag)) return [];
    // The plan starts that run itself, and waits for it.
    if (speech.pipeline?.includes(place.file) === true) return [];
    const deploys = finding.evidence.find(({ file }) => file === place.file);
    if (deploys !== undefined && speech.platform.trafficControl !== 'none') {
      return [
        `${placeText(place)} pushes the image that the commands name, ${tag}, and its run goes on to deploy it to everybody (${placeText(deploys)}): for the shares of this plan, build and push that image without this run.`,
      ];
    }
    return [
      `${placeText(place)} pushes the image of a commit by the tag that the commands name, ${tag}: see that its run for this commit has ended.`,
    ];
  });
}

/** Whether commands name the image by its tag: after its name, or where either is a blank or the value of some key alone. */
function namesImage(said: string, repository: string, tag: string): boolean {
  const name = imageName(repository);
  const end = `${literalPattern(tag)}(?![\\w.-])`;
  if (new RegExp(`(?:^|[^\\w.-])${literalPattern(name)}[:@]${end}`, 'u').test(said)) return true;
  const isAlone = new RegExp(`(?:=|\\}\\}[:@])${end}`, 'u').test(said);
  return isAlone && (/[${}]/u.test(name) || said.includes(name));
}

/** A tag that each build moves, so that it means another image tomorrow. */
export interface MovingTag {
  readonly tag: string;
  readonly evidence: Evidence;
  /** It is deployed by that tag, whatever else it is pushed by. */
  readonly isGiven?: true;
}

/** The tag under which every build of the image is pushed, where pipelines push it under no other. */
export function movingTag(facts: Facts, image: string | undefined): MovingTag | undefined {
  const pushed = pushedAs(facts, image);
  const [tag] = pushed?.tags ?? [];
  const evidence = pushed?.evidence[0];
  if (pushed === undefined || tag === undefined || evidence === undefined) return undefined;
  return pushed.tags.every((each) => /^[\w.-]+$/u.test(each)) ? { tag, evidence } : undefined;
}

/**
 * The moving tag that every deployment of the image goes by: that of `movingTag`, else the one that its command gives on every run
 * (`fixed`) and each build pushes anew.
 */
export function deployedTag(
  facts: Facts,
  image: string | undefined,
  fixed: { readonly tag: string; readonly file: string; readonly line?: number | undefined } | undefined,
): MovingTag | undefined {
  const moving = movingTag(facts, image);
  if (moving !== undefined || fixed === undefined) return moving;
  const { tag, file, line } = fixed;
  if (tag !== 'latest' && pushedAs(facts, image)?.tags.includes(tag) !== true) return undefined;
  return { tag, evidence: line === undefined ? { file } : { file, line }, isGiven: true };
}

function tagOfHead(facts: Facts, image: string | undefined): string | undefined {
  const pushed = pushedAs(facts, image);
  return pushed === undefined ? undefined : headTag(facts, pushed);
}

/** The tag that names the head of the release, as far as the pipeline says how it makes one; by the commit rather than by a version. */
function headTag({ release }: Facts, { tags }: PushedImage): string | undefined {
  const told = tags.flatMap((template) => tagFrom(template, release.head) ?? []);
  return told.find((each) => each.includes(release.head.commit)) ?? told[0];
}

function pushedRepository(facts: Facts, image: string | undefined): string | undefined {
  const repository = pushedAs(facts, image)?.repository;
  return repository !== undefined && /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)+$/u.test(repository) ? repository : undefined;
}

/** The one image of that name, or the only one; what the pipeline fills in may be anything, so a name that is written out wins. */
function pushedAs({ images }: Facts, image: string | undefined): PushedImage | undefined {
  const alike = images.filter(({ repository }) => image === undefined || lastName(repository).pattern.test(image));
  const exact = image === undefined ? [] : alike.filter(({ repository }) => lastName(repository).isWritten);
  const [only, ...more] = exact.length > 0 ? exact : alike;
  return more.length > 0 ? undefined : only;
}

function lastName(repository: string): { readonly pattern: RegExp; readonly isWritten: boolean } {
  const last =
    repository
      .replaceAll(/\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+/gu, '\0')
      .split('/')
      .at(-1) ?? '';
  return {
    pattern: new RegExp(`^${last.split('\0').map(literalPattern).join('.+')}$`, 'u'),
    isWritten: !last.includes('\0'),
  };
}
