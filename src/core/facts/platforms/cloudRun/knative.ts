import { entriesAt, listAt, textAt } from '../../looseValue';

/** A Knative service or job that names Google Cloud; elsewhere Knative runs on a cluster of one's own. */
export function isCloudRunDescription(value: unknown): boolean {
  const kind = textAt(value, 'kind');
  const group = textAt(value, 'apiVersion') ?? '';
  if (kind === 'Job' && group.startsWith('run.googleapis.com/')) return true;
  if (kind !== 'Service' || !group.startsWith('serving.knative.dev/')) return false;
  const names = [
    ...entriesAt(value, 'metadata', 'annotations'),
    ...entriesAt(value, 'metadata', 'labels'),
    ...entriesAt(value, 'spec', 'template', 'metadata', 'annotations'),
  ].map(([name]) => name);
  const images = listAt(value, 'spec', 'template', 'spec', 'containers').map((each) => textAt(each, 'image') ?? '');
  return (
    names.some((name) => name.includes('googleapis.com')) ||
    images.some((image) => /^(?:[\w-]+\.)*(?:gcr\.io|pkg\.dev)\//u.test(image))
  );
}
