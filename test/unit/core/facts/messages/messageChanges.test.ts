import { describe, expect, it } from 'vitest';
import { factsOfChange } from '../../../../support/aChange';

describe('messageChanges', () => {
  it.each([
    [
      'app/workers/pay_worker.rb',
      'class PayWorker\n  include Sidekiq::Job\n  def perform(ARGS)\n  end\nend\n',
      'sidekiq',
      'PayWorker',
    ],
    ['app/jobs/pay_job.rb', 'class PayJob < ApplicationJob\n  def perform(ARGS)\n  end\nend\n', 'active-job', 'PayJob'],
    [
      'shop/tasks.py',
      'from celery import shared_task\n\n@shared_task(bind=True)\ndef pay(ARGS):\n    pass\n',
      'celery',
      'pay',
    ],
    [
      'app/Jobs/Pay.php',
      '<?php\nclass Pay implements ShouldQueue {\n  public function __construct(ARGS) {}\n}\n',
      'laravel',
      'Pay',
    ],
  ])('%s: changed arguments', (file, text, framework, name) => {
    const [line] = text.split('\n').flatMap((each, index) => (each.includes(name) ? [index + 1] : []));
    const { messages } = factsOfChange({
      [file]: { before: text.replace('ARGS', 'order'), after: text.replace('ARGS', 'order, shop') },
    });
    expect(messages).toEqual([
      {
        kind: 'job',
        framework,
        change: 'changed',
        name,
        before: 'order',
        after: 'order, shop',
        evidence: [{ file, line }],
      },
    ]);
  });

  it.each([
    ['src/queue.ts', "import { Queue } from 'bullmq';\n", "new Queue('payments')", 'queue', 'bullmq', 'payments'],
    [
      'src/consumer.ts',
      "import { Kafka } from 'kafkajs';\n",
      "await consumer.subscribe({ topic: 'payments' })",
      'topic',
      'kafka',
      'payments',
    ],
    ['src/PayListener.java', 'class A {\n', '@KafkaListener(topics = "payments")', 'topic', 'kafka', 'payments'],
    ['src/PayListener.kt', 'class A {\n', '@KafkaListener(topics = [PAY_TOPIC])', 'topic', 'kafka', 'PAY_TOPIC'],
    ['src/PayListener.java', 'class A {\n', '@RabbitListener(queues = "payments")', 'queue', 'rabbitmq', 'payments'],
    ['src/PayListener.java', 'class A {\n', '@SqsListener("payments")', 'queue', 'sqs', 'payments'],
  ])('%s: %s%s', (file, before, line, kind, framework, name) => {
    const after = `${before}${line}\n`;
    const evidence = [{ file, line: 2 }];
    expect(factsOfChange({ [file]: { before, after } }).messages).toEqual([
      { kind, framework, change: 'added', name, evidence },
    ]);
    expect(factsOfChange({ [file]: { before: after, after: before } }).messages).toEqual([
      { kind, framework, change: 'removed', name, evidence },
    ]);
  });

  it('compares Avro schemas', () => {
    const schema = (fields: string): string =>
      `{ "type": "record", "namespace": "shop", "name": "Paid", "fields": [${fields}] }`;
    const { messages } = factsOfChange({
      'events/paid.avsc': {
        before: schema('{ "name": "id", "type": "string" }'),
        after: schema('{ "name": "id", "type": ["null", "string"] }'),
      },
    });
    expect(messages).toEqual([
      {
        kind: 'schema',
        framework: 'avro',
        change: 'changed',
        name: 'shop.Paid',
        before: 'id: "string"',
        after: 'id: ["null","string"]',
        evidence: [{ file: 'events/paid.avsc', line: 1 }],
      },
    ]);
  });

  it('says nothing about jobs whose arguments stay', () => {
    const text = 'class PayJob < ApplicationJob\n  def perform(order)\n    BODY\n  end\nend\n';
    expect(
      factsOfChange({ 'app/jobs/pay_job.rb': { before: text, after: text.replace('BODY', 'other') } }).messages,
    ).toEqual([]);
  });
});
