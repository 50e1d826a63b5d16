import { describe, expect, it } from 'vitest';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

type Texts = Readonly<Record<string, string>>;

describe('jobs that the release takes away', () => {
  const told = (base: Texts, head: Texts): unknown =>
    risksIn({ base, head }).filter((risk) => risk.startsWith('removed-job'));
  const job = 'class MailJob < ApplicationJob\n  def perform(user)\n    log(user)\n  end\nend\n';
  const sends = (line: string): string => `class Orders\n  def create\n    ${line}\n  end\nend\n`;

  it('may wait in the queue where the version before put them there', () => {
    const base = { 'app/jobs/mail_job.rb': job, 'app/orders.rb': sends('MailJob.perform_later(user)') };
    const head = { 'app/orders.rb': sends('deliver(user)') };
    expect(told(base, head)).toEqual(['removed-job app/jobs/mail_job.rb app/orders.rb']);
    expect(analysisOf({ base, head }).risks.find(({ rule }) => rule === 'removed-job')?.probability).toBe(2);
    const late = { ...base, 'app/orders.rb': sends('MailJob.set(wait: 1.day).perform_later(user)') };
    expect(analysisOf({ base: late, head }).risks.find(({ rule }) => rule === 'removed-job')?.probability).toBe(4);
  });

  it('wait nowhere when nobody queued them, and when they only moved', () => {
    const other = 'app/orders.rb';
    expect(told({ 'app/jobs/mail_job.rb': job, [other]: sends('a') }, { [other]: sends('b') })).toEqual([]);
    const base = { 'app/jobs/mail_job.rb': job, [other]: sends('MailJob.perform_later(user)') };
    expect(told(base, { 'app/jobs/shop/mail_job.rb': job, [other]: sends('MailJob.perform_now(user)') })).toEqual([]);
    expect(told({ ...base, 'spec/a_spec.rb': 'MailJob.perform_later(1)\n', [other]: sends('a') }, {})).toEqual([]);
  });

  it.each([
    [
      'app/tasks.py',
      'from celery import shared_task\n@shared_task\ndef mail(user):\n    log(user)\n',
      'app/orders.py',
      'mail.delay(user)\n',
    ],
    [
      'app/Jobs/Mail.php',
      '<?php\nclass Mail implements ShouldQueue\n{\n  public function __construct(public int $user) {}\n}\n',
      'app/Orders.php',
      '<?php\nMail::dispatch($user);\n',
    ],
    [
      'lib/shop/workers/mail.ex',
      'defmodule Shop.Workers.Mail do\n  use Oban.Worker\n  def perform(%Oban.Job{args: %{"user" => user}}), do: log(user)\nend\n',
      'lib/shop/orders.ex',
      'Mail.new(%{user: 1}) |> Oban.insert()\n',
    ],
  ])('are known in %s', (path, text, from, line) => {
    expect(told({ [path]: text, [from]: line }, { [from]: '\n' })).toHaveLength(1);
  });
});
