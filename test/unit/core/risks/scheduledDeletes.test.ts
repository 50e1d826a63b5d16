import { describe, expect, it } from 'vitest';
import { risksIn } from '../../../support/aRiskyRelease';

type Texts = Readonly<Record<string, string>>;

describe('rows that a new schedule deletes', () => {
  const told = (base: Texts, head: Texts): unknown =>
    risksIn({ base, head }).filter((risk) => risk.startsWith('scheduled-delete'));
  const job =
    'class PruneJob < ApplicationJob\n  def perform\n    Order.where("at < ?", 1.year.ago).delete_all\n  end\nend\n';
  const schedule = 'production:\n  prune:\n    class: PruneJob\n    schedule: every day at 3am\n';

  it('are told where a recurring job is new', () => {
    const files = { 'app/jobs/prune_job.rb': job, 'config/recurring.yml': schedule };
    expect(told({}, files)).toEqual(['scheduled-delete app/jobs/prune_job.rb:3']);
    expect(told({ 'config/recurring.yml': schedule }, files)).toEqual([]);
    expect(told({}, { 'app/jobs/prune_job.rb': job })).toEqual([]);
    expect(told({}, { ...files, 'app/jobs/prune_job.rb': job.replace('.delete_all', '.count') })).toEqual([]);
  });

  it('are told in methods that are scheduled', () => {
    const path = 'src/main/java/a/Prune.java';
    const method = (body: string, when = '@Scheduled(cron = "0 0 3 * * *")'): string =>
      `class Prune {\n  ${when}\n  void prune() {\n    ${body}\n  }\n}\n`;
    expect(told({}, { [path]: method('orderRepository.deleteByAtBefore(limit);') })).toEqual([
      `scheduled-delete ${path}:4`,
    ]);
    expect(told({}, { [path]: method('orderRepository.count();') })).toEqual([]);
    expect(told({}, { [path]: method('orderRepository.deleteByAtBefore(limit);', '') })).toEqual([]);
  });
});
